"""Decide who flies."""
