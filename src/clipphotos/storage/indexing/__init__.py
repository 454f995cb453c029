"""What scans remember of folders, and photos that others moved."""
