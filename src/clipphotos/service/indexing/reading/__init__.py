"""Reading photos: their bytes, hash, facts and decoded pixels, ahead of the model."""
