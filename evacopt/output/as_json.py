"""JSON text of records, for programs; no character of it can steer a terminal."""

from __future__ import annotations

from typing import Any

import msgspec

from evacopt.output.clean import HARMFUL_IN_LINES


def json_text(value: Any) -> str:
    """`value` as one JSON object in lines; records become objects and datetimes ISO 8601 text."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    # JSON itself escapes only what is below 0x20; the line feeds that are left stand between values.
    return HARMFUL_IN_LINES.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
