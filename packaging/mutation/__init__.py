"""Mutation testing: small changes of the sources, each of which a test should notice.

A tool of our own because of what the known ones lack. Much of the logic here is SQL text, which mutmut and
Cosmic Ray leave alone, and neither draws a sample by a seed. Cosmic Ray runs one and the same tests for every
change, and changes the checkout itself.
"""
