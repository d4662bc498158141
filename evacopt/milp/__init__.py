"""A linear program in integers, its names, and the contract of a backend: what a plug-in imports."""
