"""How a flight is closed to everybody who is not aboard: by a `max` share of which the id begins alike."""

from __future__ import annotations

CLOSED = "closed:"
"""Followed by the flight's id."""
