"""JSON as strict as data deserves: no key twice, no NaN, decimals exact, and errors with line and column."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from evacopt.files.encoding import not_utf8


class NotJsonError(ValueError):
    """Text that is no JSON; `line` and `column` count from 1, 0 where they are not known."""

    def __init__(self, rule: str, *, line: int = 0, column: int = 0) -> None:
        super().__init__(rule)
        self.rule, self.line, self.column = rule, line, column

    def place(self, where: str) -> str:
        """`where` with line and column."""
        return f"{where}:{self.line}, column {self.column}" if self.line else where


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
    NotJsonError
        For anything that RFC 8259 does not allow. Objects with a key twice are told by `Doubled`.
    """
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=_refuse)
    except NotJsonError:
        raise
    except UnicodeDecodeError:
        told = not_utf8(data)
        raise NotJsonError(told.rule, line=told.line, column=1) from None
    except json.JSONDecodeError as error:
        raise NotJsonError(f"is no JSON: {error.msg}", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise NotJsonError("is nested too deeply") from None
    except ValueError as error:
        raise NotJsonError(f"is no JSON that can be read: {error}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else Doubled(pairs)


def _refuse(constant: str) -> Any:
    raise NotJsonError(f"holds {constant}, which is no JSON number")
