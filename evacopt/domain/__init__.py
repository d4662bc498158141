"""The data of an instance and of a plan: frozen, integer, times as UTC minutes."""
