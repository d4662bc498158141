"""Tests of plans put together from whole loads."""
