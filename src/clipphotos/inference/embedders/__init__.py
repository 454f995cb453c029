"""What turns photos and texts into vectors: torch, OpenVINO, and what both need."""
