"""The large-scale method: people flow through time and space as commodities, then whole parties board."""
