"""JSON text of records, for programs; no character of it can steer a terminal."""

from __future__ import annotations

from typing import Any

import msgspec

from evacopt.output.clean import HARMFUL_IN_LINES


def json_text(value: Any) -> str:
    """`value` as one JSON object in lines; records become objects and datetimes ISO 8601 text."""
    try:
        encoded = msgspec.json.encode(value)
    except UnicodeEncodeError:  # half a character, which JSON files can hold and no output can
        encoded = msgspec.json.encode(_whole(msgspec.to_builtins(value)))
    text = msgspec.json.format(encoded, indent=2).decode()
    # JSON itself escapes only what is below 0x20; the line feeds that are left stand between values.
    return HARMFUL_IN_LINES.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _whole(value: Any) -> Any:
    """`value` with the sign of what cannot be shown for each half of a character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return {_whole(key): _whole(one) for key, one in value.items()} if isinstance(value, dict) else value
