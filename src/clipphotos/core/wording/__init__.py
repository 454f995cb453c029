"""Every error code in words, English and Chinese, for the window and the command line alike.

Each sentence says what happened and what to do. Placeholders are the error's parameters.
"""
