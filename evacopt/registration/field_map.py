"""The mapping file: which heading says what, and what words in cells mean. People edit and keep it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.errors import InvalidInput
from evacopt.files.encoding import unreadable
from evacopt.registration.dates import Order
from evacopt.registration.headings import FIELDS, SEVERAL, recognised

FORMAT: Literal["evacopt-mapping/1"] = "evacopt-mapping/1"
VALUED = ("nationality", "origin", "priority", "stretcher", "assisted")
"""Fields whose cells may be given a meaning."""

By = Literal["family", "contact"]
_ABOUT = f"""\
# How `evacopt register` reads a list. Edit it, and give it with --mapping; it serves for later lists too.
# columns: field = the headings that say it; of {", ".join(sorted(SEVERAL))} there may be several.
# values: what a word in a cell stands for, such as "Nigerienne" = "NER" under [values.nationality].
"""


class FieldMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a list is read.

    Attributes
    ----------
    columns : headings by field
    dates : the order of day, month and year where numbers do not tell; blank where nobody has said
    families : by which fields people are put together, the first that is filled
    travel_as : nationalities as which a mixed family travels, the first that one of it has; the most
        frequent one where none has
    values : for a field, what its cells stand for
    """

    format: Literal["evacopt-mapping/1"] = FORMAT
    columns: dict[str, tuple[str, ...]]
    dates: Order = ""
    families: tuple[By, ...] = ("family", "contact")
    travel_as: tuple[str, ...] = ()
    values: dict[str, dict[str, str]] = {}

    def places(self, headings: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """The columns of each field among `headings`.

        Raises
        ------
        InvalidInput
            If a heading is not there, or more than one column says what one may say.
        """
        findings: list[Finding] = []
        places: dict[str, tuple[int, ...]] = {}
        for name, wanted in self.columns.items():
            found = tuple(column for column, heading in enumerate(headings) if heading in wanted)
            lacking = [heading for heading in wanted if heading not in headings]
            findings += [_absent(name, heading, headings) for heading in lacking]
            if len(found) > 1 and name not in SEVERAL:
                rule = phrase(
                    "is said by {found} columns: {names}",
                    found=len(found),
                    names=", ".join(headings[column] for column in found),
                )
                alike = len({headings[column] for column in found}) == 1
                remedy = (
                    phrase("name them apart in the list")
                    if alike
                    else phrase("leave one of them in the mapping file")
                )
                findings.append(Finding(rule=rule, column=name, remedy=remedy, place="headings"))
            places[name] = found
        if findings:
            raise InvalidInput(findings)
        return places

    def unread(self, headings: Sequence[str]) -> tuple[str, ...]:
        """The headings that nobody reads."""
        read = {heading for wanted in self.columns.values() for heading in wanted}
        return tuple(heading for heading in headings if heading and heading not in read)


def _absent(name: str, heading: str, headings: Sequence[str]) -> Finding:
    rule = phrase("is to be read under {heading}, which is no heading of the list", heading=heading)
    return Finding(rule=rule, column=name, remedy=did_you_mean(heading, headings), place="mapping file")


def proposed(headings: Sequence[str]) -> FieldMap:
    """What the headings seem to say."""
    columns = recognised(headings)
    return FieldMap(
        columns={name: tuple(headings[column] for column in found) for name, found in columns.items()}
    )


def read_field_map(path: Path) -> FieldMap:
    """The mapping in a file.

    Raises
    ------
    InvalidInput
        If it is none; the finding says where and why.
    """
    try:
        mapping = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), FieldMap)
    except OSError as error:
        raise InvalidInput([unreadable(path, error)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise InvalidInput(
            [Finding(rule=phrase("is no mapping file: {error}", error=str(error)), place=path.name)]
        ) from None
    strange = [
        Finding(rule=phrase("is no field"), column=name, place=path.name, remedy=did_you_mean(name, known))
        for names, known in ((mapping.columns, FIELDS), (mapping.values, VALUED))
        for name in names
        if name not in known
    ]
    if strange:
        raise InvalidInput(strange)
    return mapping


def with_unknown(mapping: FieldMap, unknown: Mapping[str, Sequence[str]]) -> FieldMap:
    """`mapping` with a blank for each word of which nobody knows what it stands for, to be filled in."""
    values = {name: dict(words) for name, words in mapping.values.items()}
    for name, words in unknown.items():
        values[name] = values.get(name, {}) | dict.fromkeys(words, "")
    return msgspec.structs.replace(mapping, values=values)


def field_map_text(mapping: FieldMap, headings: Sequence[str]) -> str:
    """The text of the mapping file for `mapping`, with what is not read as remarks."""
    return "\n".join(_lines(mapping, headings)) + "\n"


def _lines(mapping: FieldMap, headings: Sequence[str]) -> Iterator[str]:
    yield _ABOUT
    yield f"format = {_toml(FORMAT)}"
    yield f"dates = {_toml(mapping.dates)}  # dmy, mdy or ymd: what 03/04/1990 is; blank where the list tells"
    yield f"families = {_toml(list(mapping.families))}  # who belong together: same family, else contact"
    yield f"travel_as = {_toml(list(mapping.travel_as))}  # mixed families: the first of these, else the most"
    yield "\n[columns]"
    yield from (f"{name} = {_toml(list(wanted))}" for name, wanted in mapping.columns.items())
    yield from (f"# not read: {_toml(heading)}" for heading in mapping.unread(headings))
    for name, words in mapping.values.items():
        yield f"\n[values.{name}]"
        yield from (f"{_toml(word)} = {_toml(meaning)}" for word, meaning in words.items())


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
