"""What the folder of a starter model holds."""

STARTER_CONFIG = "starter.json"
STARTER_WEIGHTS = "starter.safetensors"
STARTER_TOKENIZER = "tokenizer.json"
STARTER_FILES = (STARTER_CONFIG, STARTER_WEIGHTS, STARTER_TOKENIZER)
STARTER_CHINESE = "chinese.safetensors"
"""The Chinese text tower; without it Chinese is translated word by word."""
