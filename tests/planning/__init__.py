"""Tests of what a planner asks for."""
