"""Tests of false claims: made from true ones in ten ways, none is accepted."""
