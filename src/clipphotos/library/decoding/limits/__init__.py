"""How much a small file may ask for: work, memory and words beside the picture."""
