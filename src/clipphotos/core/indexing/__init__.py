"""How indexing shares the computer with other programs."""
