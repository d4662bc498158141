"""What a certificate that cannot be followed is answered with."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a verdict, not a failure
    """A certificate that cannot be followed; the message says where."""
