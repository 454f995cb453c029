"""Everything that can be done from a menu or by a key, as rows of tables, and what makes menus of them.

A new action is a row in ``window_table`` and a handler that the main window gives it. ``situation`` says what
rows may ask about when they decide whether they can be done.
"""
