"""The window. Imports Qt, never torch, open_clip, hnswlib or openvino."""
