"""Jobs about library folders, and resolving which photos a folder means."""
