"""The thumbnail grid: model, view, layout, painting, what the mouse and keys do in it."""
