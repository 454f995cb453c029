"""Who runs the photo service: the calling thread, or a child process."""
