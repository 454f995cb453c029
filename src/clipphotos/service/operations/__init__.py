"""Operations on files and annotations: carried out, undone, and settled after a crash."""
