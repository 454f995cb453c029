"""What turns photos and texts into vectors: torch, OpenVINO, the bundled starter model."""
