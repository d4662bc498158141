"""The large-scale method, part by part and as a whole."""
