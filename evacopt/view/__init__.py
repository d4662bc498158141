"""An instance and a plan, counted once for every page, comparison and explanation; it judges nothing."""
