"""The large-scale method: people flow through time and space in seats, then whole parties board."""
