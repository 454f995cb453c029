"""Pure data and rules: dataclasses, errors and arithmetic; no files, no database, no Qt, no torch."""
