"""Parties large against flights: loads of flights by knapsacks, and plans put together from loads."""
