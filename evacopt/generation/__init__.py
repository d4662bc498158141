"""Families of synthetic instances."""
