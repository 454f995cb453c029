"""The search bar, and what a search or a place puts on the grid."""
