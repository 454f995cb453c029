"""Picture files become pixels: which format a file has, how it is decoded, upright and in sRGB."""
