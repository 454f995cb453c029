"""Tags of photos: the information panel, completion while they are typed, and automatic tags."""
