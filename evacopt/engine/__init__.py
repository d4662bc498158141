"""What no solver does alone: goals in stages, bounds, conflicts."""
