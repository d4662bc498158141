"""One JSON object in a private file: read strictly, written whole, one row of its lists a line."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from evacopt.domain.finding import Finding
from evacopt.errors import PlanError
from evacopt.files.atomic import write_whole
from evacopt.files.strict_json import NotJsonError, parse_json


def read_object(file: Path) -> Any:
    """The content of a plan or certificate file.

    Raises
    ------
    PlanError
        If it cannot be read or is no JSON; the finding says where and why.
    """
    try:
        return parse_json(file.read_bytes())
    except NotJsonError as error:
        raise PlanError([Finding(rule=error.rule, place=error.place(file.name))]) from None
    except OSError as error:
        rule = f"cannot be read: {error.strerror}" if file.exists() else "no such file"
        raise PlanError([Finding(rule=rule, place=str(file))]) from None


def write_object(
    content: dict[str, Any], path: str | os.PathLike[str], *, lists: Collection[str], force: bool
) -> None:
    """Write `content` whole or not at all; equal ones give equal bytes, the rows of `lists` a line each.

    Raises
    ------
    OutputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    text = "".join(_lines(content, lists)).encode()
    write_whole(Path(path), lambda file: _write(file, text), force=force)


def _lines(content: dict[str, Any], lists: Collection[str]) -> Iterator[str]:
    import msgspec

    encode = msgspec.json.Encoder().encode
    yield "{"
    for number, (key, value) in enumerate(content.items()):
        yield f'{"," if number else ""}\n "{key}": '
        if key in lists and value:
            yield "[\n  " + ",\n  ".join(encode(row).decode() for row in value) + "\n ]"
        else:
            yield encode(value).decode()
    yield "\n}\n"


def _write(file: Path, text: bytes) -> None:
    file.write_bytes(text)
