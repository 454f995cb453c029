"""Plans of sorts: where photos go, with what, and under which names."""
