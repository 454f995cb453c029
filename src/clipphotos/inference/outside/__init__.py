"""What comes from outside, read as fixed structures before any library sees it: models of other people."""
