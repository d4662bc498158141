"""Tests of `benchmarks/peers/`."""
