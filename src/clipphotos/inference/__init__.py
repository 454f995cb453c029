"""Embedders (image and text to vectors), the model registry, and vector indexes."""
