"""What a certificate that cannot be followed, or an instance that is too large, is answered with."""

from __future__ import annotations


class RefusedError(Exception):
    """A certificate that cannot be followed; the message says where."""


class TooLargeError(Exception):
    """An instance with more than can be tried; the message says of what."""
