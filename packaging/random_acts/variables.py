"""Environment variables by which the program's launcher is told where to write and to look."""

PULSE = "RANDOM_ACTS_PULSE"
"""Names the file of the beat."""
STACKS = "RANDOM_ACTS_STACKS"
"""Names the file that stacks are written to on SIGUSR1."""
FOLDER = "RANDOM_ACTS_FOLDER"
"""Names the folder that file dialogs answer with: at first itself, later one below it."""
