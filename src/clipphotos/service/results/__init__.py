"""What the photo service answers to commands, by subject: picklable frozen dataclasses, nothing else."""
