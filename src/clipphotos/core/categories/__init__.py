"""Categories and the arithmetic that tells which photos belong to them."""
