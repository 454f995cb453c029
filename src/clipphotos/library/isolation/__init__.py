"""A process for decoders that may do nothing but decode, and what it says to the process that started it."""
