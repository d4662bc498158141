"""Properties that hold over many random instances."""
