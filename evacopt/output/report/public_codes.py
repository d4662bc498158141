"""Codes of groups for public pages, which say nothing of the group and stay the same from plan to plan.

A code is a keyed digest (HMAC, RFC 2104, with SHA-256) of what the group is called in the instance. The key
and all codes are kept in a private file: whoever answers families looks them up in it, as does the next page.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evacopt.domain.arguments import a_path, an_instance
from evacopt.domain.keyed_code import KEY_BYTES, LEAST_KEY_BYTES, keyed_codes
from evacopt.errors import UsageError
from evacopt.replanning.split import STAYED, STRANDED

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance

CODES_FORMAT = "evacopt-codes/1"
CODES_FILE = "public-codes.json"
"""What the file is called where nobody says: one for all pages of a folder."""

NOBODY = tuple(f"(nobody {number})" for number in range(1, 5))
"""Who have codes as well, so that a page can list them in fives: how many groups stay is a count too."""

_PAIRS = 6
_ANYBODY = 0o077
_PARTED = re.compile(rf"(.+?)(?:(?:{STAYED}|{STRANDED})'*)+")


def public_codes(instance: Instance, path: str | os.PathLike[str]) -> dict[str, str]:
    """The public code of every group of `instance`, kept in the file `path`, made if it is not there.

    Four of `NOBODY` are among them. Those of a group who were split off by a replanning keep its code.

    Raises
    ------
    UsageError
        If the file is there and is no file of codes.
    OutputError
        If it cannot be written.
    """
    from evacopt.files.json_file import write_json

    an_instance(instance)
    a_path(path)
    file = Path(path)
    key, known = _read(file) if file.exists() else (secrets.token_bytes(KEY_BYTES), {})
    codes, taken = dict(known), set(known.values())
    wholes = {}  # what each was called before a replanning parted it, where there is or was such a group
    for group in (*instance.groups.id, *NOBODY):
        parted = _PARTED.fullmatch(group)
        parts = parted and (parted[1] in known or parted[1] in instance.groups.row)
        wholes[group] = parted[1] if parted and parts else group
    for whole in sorted(set(wholes.values())):
        if whole not in codes:
            codes[whole] = next(code for code in _codes(key, whole) if code not in taken)
            taken.add(codes[whole])
    if codes != known or not file.exists() or file.stat().st_mode & _ANYBODY:
        known = dict(sorted(codes.items()))
        content: dict[str, Any] = {"format": CODES_FORMAT, "key": key.hex(), "codes": known}
        write_json(content, file, force=True)
    return {group: codes[whole] for group, whole in wholes.items()}


def _codes(key: bytes, group: str) -> Iterator[str]:
    """The code of a group, in three parts that can be read out; others where two groups have the same."""
    for code in keyed_codes(key, group, pairs=_PAIRS):
        yield "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def _read(file: Path) -> tuple[bytes, dict[str, str]]:
    from evacopt.files.encoding import FormError
    from evacopt.files.json_file import parse_json

    try:
        content = parse_json(file.read_bytes())
        if content["format"] != CODES_FORMAT:
            raise UsageError(f"{file} is of another format than {CODES_FORMAT}")
        key, codes = bytes.fromhex(content["key"]), dict(content["codes"])
    except (FormError, KeyError, TypeError, ValueError, AttributeError):
        raise UsageError(f"{file} is no file of public codes; name another with --codes") from None
    if len(key) < LEAST_KEY_BYTES or not all(isinstance(code, str) for code in codes.values()):
        raise UsageError(f"{file} is no file of public codes; name another with --codes")
    return key, codes
