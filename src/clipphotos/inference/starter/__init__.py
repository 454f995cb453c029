"""The bundled starter model: its files, its network, and the embedder made of them."""
