"""Tests of stages, starts, baselines and conflicts."""
