"""What is there of a picture whose file ends too early."""
