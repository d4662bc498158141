"""Tests of cohorts and itineraries."""
