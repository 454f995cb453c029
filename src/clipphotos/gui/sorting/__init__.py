"""The plan board: a column for each category, dragged and then carried out."""
