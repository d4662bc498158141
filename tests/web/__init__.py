"""Tests of the board on the web."""
