"""Contents that changes rely on, such as instances: known by their SHA-256, compressed, and sealed.

The seal is for what the address cannot see: bytes of the compressed form that unpack to the same content.
"""

from __future__ import annotations

import hashlib
import zlib

_LEVEL = 6


def address(content: bytes) -> str:
    """The SHA-256 by which a content is known."""
    return hashlib.sha256(content).hexdigest()


def stored(content: bytes) -> tuple[str, bytes, str]:
    """The row of a content: address, compressed form, seal."""
    sha, packed = address(content), zlib.compress(content, _LEVEL)
    return sha, packed, seal_of(sha, packed)


def seal_of(sha: str, packed: bytes) -> str:
    """The SHA-256 of what is stored, address and compressed form."""
    return hashlib.sha256(sha.encode("utf-8", "surrogateescape") + packed).hexdigest()


def unpacked(packed: bytes) -> bytes:
    """The content of a compressed form; blank where it is none."""
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return b""
