"""JSON text of records, for programs; no character of it can steer a terminal."""

from __future__ import annotations

import json
from typing import Any

import msgspec

# JSON escapes only the control characters below 0x20 by itself; inside strings any character may be escaped.
_ESCAPES = {
    code: f"\\u{code:04x}"
    for code in (*range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
}


def json_text(value: Any) -> str:
    """`value` as one JSON object in lines; dataclasses become objects and aware datetimes ISO 8601 text."""
    return json.dumps(msgspec.to_builtins(value), indent=2, ensure_ascii=False).translate(_ESCAPES)
