"""Tests of synthetic instances."""
