"""Changes of photos and their history: ratings, renames, the trash, undo, redo, conflicts, outcomes."""
