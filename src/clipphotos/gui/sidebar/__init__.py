"""The panels at the left: folders, inboxes, categories."""
