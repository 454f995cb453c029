"""What was done to photos: ratings, renames, the trash, conflicts, outcomes, history."""
