"""How the bundled starter model is made; run by ``packaging/train_starter_model.py``."""
