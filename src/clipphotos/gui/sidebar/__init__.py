"""The panels at the left, which list the places: folders, inboxes, categories."""
