"""Tests of the view of an instance and a plan."""
