"""The window. Its rooms are named after features; ``window`` composes them, and they talk by signals.

A *place* is an entry of the sidebar that decides which photos the grid shows; where something is in a list or
on the screen is its position. Imports Qt, never torch, open_clip, hnswlib or openvino.
"""
