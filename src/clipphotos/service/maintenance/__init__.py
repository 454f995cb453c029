"""Jobs that look after the data folder: status and doctor."""
