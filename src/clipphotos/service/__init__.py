"""The photo service: jobs over catalogue, library and inference, spoken to with commands and events."""
