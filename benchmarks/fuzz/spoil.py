"""Ways to spoil a file: bytes, tokens, JSON values, cells, the parts of a zip archive."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

WORDS = (
    *(
        "",
        "0",
        "-1",
        "1.5",
        "1e400",
        "-1e400",
        "1e-400",
        "NaN",
        "Infinity",
        "-Infinity",
        "9" * 25,
        "9" * 5_000,
    ),
    *(
        "null",
        "true",
        "x",
        "\x00",
        "\ufeff",
        "\ud800",
        "\u202e",
        "=1+1",
        "'",
        '"',
        '""',
        ",",
        ";",
        "\n",
        "\r",
        "\t",
    ),
    *(
        "NIM",
        "CDG",
        "FRA",
        "GER",
        "G1",
        "F1",
        "F1>F1",
        ">",
        "FRA:1;FRA:1",
        "FRA:" + "9" * 30,
        "all;own",
        "UK",
    ),
    *(
        "2023-08-01T06:00Z",
        "0001-01-01T00:00+23:59",
        "9999-12-31T23:59-23:59",
        "011820ZAUG23",
        "02/08/2023",
        "45140",
    ),
    *(
        "1,402",
        "1.000",
        "x" * 70_000,
        "[" * 3_000,
        "{" * 3_000,
        "sep=;",
        "../../x",
        "/etc/passwd",
        "a/" * 3_000,
    ),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**30, 10**400, 0.5, -1.5, 1e-300),
    *(float("nan"), float("inf"), float("-inf"), "", "x", "\x00", "\ud800", "9" * 30, [], {}, [None], [[]]),
    *({"": None}, ["x"] * 50, {"a": {"b": {}}}, [[[[[[1]]]]]], "NIM", "FRA", "G1", "2023-08-01T06:00Z"),
)
_TOKEN = re.compile(rb"[A-Za-z0-9_.+:\-]+")
_HUGE = 300 * 2**20


def spoilt(rng: random.Random, seeds: list[bytes], kind: str) -> bytes:
    """One of `seeds`, spoilt in one to four ways that suit its kind: text, csv, json, lines, zip or bytes."""
    data = rng.choice(seeds)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        data = rng.choice(_WAYS[kind])(rng, data, seeds)
    return data


def _truncate(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _flip(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8) if data else 0):
        changed[rng.randrange(len(changed))] = rng.choice((0, 255, rng.randrange(256)))
    return bytes(changed)


def _splice(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    other = rng.choice(seeds)
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


def _repeat(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    start = rng.randrange(len(data) + 1)
    part = data[start : start + rng.randint(1, 60)]
    return data[:start] + part * rng.choice((2, 3, 50)) + data[start:]


def _delete(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.randint(1, 40) :]


def _insert(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + _word(rng) + data[start:]


def _token(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    tokens = list(_TOKEN.finditer(data[:20_000]))
    if not tokens:
        return data
    one = rng.choice(tokens)
    other = rng.choice(tokens)[0] if rng.random() < 0.4 else _word(rng)
    return data[: one.start()] + other + data[one.end() :]


def _encode(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252")), "replace")


def _word(rng: random.Random) -> bytes:
    return rng.choice(WORDS).encode("utf-8", "surrogatepass")


def _cell(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    """Another cell, one more, one less, in one row of a CSV file; a row more or less."""
    rows = [line.split(b",") for line in data.split(b"\n")]
    row = rng.choice(rows)
    way = rng.randrange(5)
    if way == 0:
        row[rng.randrange(len(row))] = _word(rng)
    elif way == 1:
        row.insert(rng.randrange(len(row) + 1), _word(rng))
    elif way == 2:
        row.pop(rng.randrange(len(row)))
    elif way == 3:
        rows.insert(rng.randrange(len(rows) + 1), list(rng.choice(rows)))
    else:
        row[rng.randrange(len(row))] = b'"' + _word(rng).replace(b'"', b'""') + b'"'
    sign = rng.choice((b",", b",", b";", b"\t", b"|"))
    return b"\n".join(sign.join(cells) for cells in rows)


def _value(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    """Another value at a random place of a JSON text, or a key that is gone, renamed or there twice."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return _token(rng, data, seeds)
    place, key = _place(rng, content)
    if place is None:
        content = rng.choice(VALUES)
    elif rng.random() < 0.6:
        place[key] = rng.choice(VALUES)
    elif isinstance(place, list):
        place.insert(key, place[key])
    elif rng.random() < 0.5:
        place[rng.choice(("", "note x", "x", "twice", str(key).upper()))] = place.pop(key)
    else:
        del place[key]
    text = json.dumps(content).encode("utf-8", "surrogatepass")
    return re.sub(rb'"([a-z_]+)": ', rb'"\1": 1, "\1": ', text, count=1) if rng.random() < 0.1 else text


def _place(rng: random.Random, content: Any) -> tuple[Any, Any]:
    """A container in `content` and a key of it, each step down as likely as to stop."""
    place, key, inner = None, None, content
    while isinstance(inner, dict | list) and inner and (place is None or rng.random() < 0.75):
        place = inner
        key = rng.choice(list(inner)) if isinstance(inner, dict) else rng.randrange(len(inner))
        inner = inner[key]
    return place, key


def _deep(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    depth = rng.choice((100, 900, 5_000, 100_000))
    opened, closed = rng.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"{node='x', down=", b"}")))
    deep = opened * depth + b"1" + closed * depth
    tokens = list(re.finditer(rb":\s*", data))
    if not tokens or rng.random() < 0.2:
        return deep
    at = rng.choice(tokens).end()
    return data[:at] + deep + b"," + data[at:]


def _line(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    """One line of a file of JSON lines, spoilt as JSON."""
    lines = data.split(b"\n")
    number = rng.randrange(len(lines))
    lines[number] = rng.choice((_value, _token, _deep))(rng, lines[number], seeds)
    return b"\n".join(lines)


def _part(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    """One part of a zip archive spoilt, left out, doubled, renamed, or of a size that no part has."""
    try:
        parts = _parts(data)
    except Exception:  # whatever a damaged archive makes of zipfile, spoil its bytes instead
        return _flip(rng, data, seeds)
    if not parts:
        return data
    number = rng.randrange(len(parts))
    name, content = parts[number]
    way = rng.randrange(8)
    if way == 0:
        parts.pop(number)
    elif way == 1:
        parts.append((name, rng.choice(parts)[1]))
    elif way == 2:
        parts[number] = (rng.choice(("../x.xml", "xl/workbook.xml", name.upper(), "/" + name)), content)
    elif way == 3 and rng.random() < 0.1:
        parts[number] = (name, content[:-20] + b" " * _HUGE + content[-20:])
    else:
        change = rng.choice((_token, _flip, _truncate, _insert, _repeat, _delete, _tag, _entity, _token))
        parts[number] = (name, change(rng, content, [one for _, one in parts]))
    return _zip(rng, parts)


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        small = [info for info in archive.infolist() if info.file_size < 2**22]
        return [(info.filename, archive.read(info)) for info in small]


def _zip(rng: random.Random, parts: list[tuple[str, bytes]]) -> bytes:
    import warnings

    made = io.BytesIO()
    method = rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", method) as archive:
        warnings.simplefilter("ignore")  # two parts of one name
        for name, content in parts:
            archive.writestr(name, content)
    return made.getvalue()


def _tag(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    """An element left out, doubled, or nested in itself."""
    tags = list(re.finditer(rb"<(\w+)[^<>]*?(/>|>[^<>]*</\1>)", data[:50_000]))
    if not tags:
        return data
    one = rng.choice(tags)
    name = one[1]
    deep = b"<" + name + b">"
    changed = rng.choice(
        (b"", one[0] * 2, deep * 3_000 + one[0] + (b"</" + name + b">") * 3_000, one[0] * 2_000)
    )
    return data[: one.start()] + changed + data[one.end() :]


def _entity(rng: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    """Entities that expand to a billion letters, or that name a file."""
    lines = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    bomb = (
        f'<!DOCTYPE x [<!ENTITY a0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{"".join(lines)}]>'.encode()
    )
    head, sign, rest = data.partition(b"?>")
    body = re.sub(rb">([^<>]+)<", rb">" + rng.choice((b"&a9;", b"&f;")) + b"<", rest or head, count=1)
    return head + sign + bomb + body if sign else bomb + body


Way = Callable[[random.Random, bytes, list[bytes]], bytes]
_BYTES: tuple[Way, ...] = (_truncate, _flip, _splice, _repeat, _delete, _insert)
_TEXT: tuple[Way, ...] = (*_BYTES, _token, _token, _token, _encode)
_WAYS: dict[str, tuple[Way, ...]] = {
    "bytes": _BYTES,
    "text": _TEXT,
    "csv": (*_TEXT, *(_cell,) * 8),
    "json": (*_TEXT, *(_value,) * 10, _deep),
    "lines": (*_TEXT, *(_line,) * 10),
    "zip": (_truncate, _flip, _splice, *(_part,) * 8),
}
