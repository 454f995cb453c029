"""What is done to a text before a model's own tokenizer."""

MAX_CHARACTERS = 2_000
"""Texts are cut here before tokenizing; no model reads more than a few hundred tokens."""


def readable(text: str) -> str:
    """The text cut to `MAX_CHARACTERS` and without lone surrogates, which tokenizers refuse."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
