"""Tests of the linear model."""
