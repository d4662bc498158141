"""JSON files: read as strictly as data deserves, and written whole, one row of a list a line.

No key twice, no NaN, decimals exact; whatever is not as it must be is refused with its place. A file whose
name ends in `.gz` is compressed.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import msgspec

from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase, plain
from evacopt.errors import PlanError
from evacopt.files.atomic import write_whole
from evacopt.files.encoding import FormError, not_utf8, unreadable

GZIP = ".gz"
MOST_BYTES = 2**31
"""Of a compressed file once it is unpacked; the plan of ten million people has 2**27."""

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """An object of a file that has no key which is not named."""


class OfInstance(Strict):
    """Which instance a plan or certificate is of."""

    name: str
    sha256: Sha256


class Doubled(dict[str, Any]):
    """An object in which keys were written more than once; `twice` names them."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.twice = sorted({key for key in keys if keys.count(key) > 1})


def parse_json(data: bytes) -> Any:
    """The value of `data`, UTF-8 with or without byte-order mark; decimals are `Decimal`.

    Raises
    ------
    FormError
        For anything that RFC 8259 does not allow. An object with a key twice is a `Doubled`.
    """
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=_refuse)
    except FormError:
        raise
    except UnicodeDecodeError:
        error = not_utf8(data)
        raise FormError(error.rule, line=error.line, column=1) from None
    except json.JSONDecodeError as error:
        raise FormError(
            phrase("is no JSON: {msg}", msg=error.msg), line=error.lineno, column=error.colno
        ) from None
    except RecursionError:
        raise FormError(phrase("is nested too deeply")) from None
    except ValueError as error:
        raise FormError(phrase("is no JSON that can be read: {error}", error=str(error))) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else Doubled(pairs)


def _refuse(constant: str) -> Any:
    raise FormError(phrase("holds {constant}, which is no JSON number", constant=constant))


def keys_twice(value: Any) -> list[str]:
    """The keys that the object `value` has more than once."""
    return value.twice if isinstance(value, Doubled) else []


def of_format(content: Any, wanted: str, place: str) -> dict[str, Any]:
    """`content` without its `format`.

    Raises
    ------
    PlanError
        If it is no object of that format, or an object anywhere in it has a key twice.
    """
    kind = content.get("format") if isinstance(content, dict) else None
    if kind != wanted:
        rule, value = phrase("must be {what}", what=wanted), str(kind or "")
        raise PlanError([Finding(rule=rule, place=place, column="format", value=value)])
    try:
        _refuse_doubled(content)
    except msgspec.ValidationError as error:
        raise PlanError([Finding(rule=str(error), place=place)]) from None
    return {key: value for key, value in content.items() if key != "format"}


class MisfitError(ValueError):
    """A JSON value that is not of the type wanted: the rule, and the path within it, such as `.cuts[0]`."""

    def __init__(self, rule: str, path: str = "") -> None:
        super().__init__(rule)
        self.rule, self.path = rule, path


def converted(value: Any, kind: Any) -> Any:
    """`value` as the type `kind`; MisfitError if it is not, or an object anywhere in it has a key twice."""
    try:
        _refuse_doubled(value)
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        rule, _, path = str(error).partition(" - at `$")
        raise MisfitError(rule, re.sub(r"`$", "", path)) from None
    except UnicodeEncodeError:
        raise MisfitError(phrase("holds half a character")) from None


def _refuse_doubled(value: Any) -> None:
    if isinstance(value, Doubled):
        raise msgspec.ValidationError(f"Object has the key {value.twice[0]} twice")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, dict | list):
            _refuse_doubled(inner)


def read_json(path: str | os.PathLike[str]) -> Any:
    """The content of a plan or certificate file; PlanError, with the place, if it is no JSON."""
    file = Path(path)
    try:
        return parse_json(_unpacked(file) if file.suffix == GZIP else file.read_bytes())
    except FormError as error:
        raise PlanError([error.finding(file.name)]) from None
    except OSError as error:
        raise PlanError([unreadable(file, error)]) from None


def _unpacked(file: Path) -> bytes:
    """The bytes in a compressed file, of which there must not be more than anybody needs."""
    try:
        with gzip.open(file) as packed:
            data = packed.read(MOST_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise FormError(phrase("is no whole gzip file, as its name says")) from None
    if len(data) > MOST_BYTES:
        raise FormError(phrase("unpacks to more than {most} GiB", most=MOST_BYTES >> 30))
    return data


def write_json(
    content: dict[str, Any], path: str | os.PathLike[str], *, lists: Collection[str] = (), force: bool
) -> None:
    """Write `content` whole or not at all; equal ones give equal bytes, the rows of `lists` a line each.

    It is compressed where the name of `path` ends in `.gz`.

    Raises
    ------
    OutputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    data = json_bytes(content, lists=lists)
    packed = Path(path).suffix == GZIP
    write_whole(Path(path), gzip.compress(data, mtime=0) if packed else data, force=force)


def json_bytes(content: dict[str, Any], *, lists: Collection[str] = ()) -> bytes:
    """`content` as a file, the rows of `lists` a line each."""
    return "".join(_lines(content, lists)).encode()


def _lines(content: dict[str, Any], lists: Collection[str]) -> Iterator[str]:
    encode = msgspec.json.Encoder(enc_hook=plain).encode
    yield "{"
    for number, (key, value) in enumerate(content.items()):
        yield f'{"," if number else ""}\n "{key}": '
        if key in lists and value:
            yield "[\n  " + ",\n  ".join(encode(row).decode() for row in value) + "\n ]"
        else:
            yield encode(value).decode()
    yield "\n}\n"
