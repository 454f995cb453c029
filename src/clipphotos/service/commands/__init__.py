"""What can be asked of the photo service, by subject: picklable frozen dataclasses, nothing else."""
