"""What the headings of a list mean, in four languages; KoboToolbox and ODK write `group/field`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain

SEVERAL = frozenset({"contact", "stretcher", "assisted", "needs", "remark"})
"""Fields that several columns may say: a telephone and a mail address, one column for each need."""

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SMALL_WORDS = "a and at d das de del der des die du el et in l la le les o of the to und y"
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words of headings that tell none from another; `o` is what is left of `nº`."""

_NUMBER = "no"
_NUMBERS = frozenset(("n", "no", "nr", "num", "numero", "number", "nummer"))
_SIGNS = re.compile(r"[\W_]+")
_GROUP = re.compile(r"[/.:-]")


def plain(text: str) -> str:
    """`text` in small letters without accents, what is no letter or digit as one blank."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    if not letters.isascii():
        letters = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return _SIGNS.sub(" ", letters).strip()


@cache
def words_of(name: str) -> dict[str, tuple[str, ...]]:
    """The words of the table `name`: of headings, or of cells."""
    text = files("evacopt.registration").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return {field: tuple(words) for field, words in tomllib.loads(text).items()}


FIELDS = tuple(words_of("headings"))
"""What a list may say of a person."""


def recognised(headings: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The columns that say each field; more than one where several may, or where it cannot be told which.

    Of several headings the surest counts: `Passport number` before `Passport`.
    """
    ranked: dict[str, dict[int, list[int]]] = {}
    for column, heading in enumerate(headings):
        found = next((_ranks()[form] for form in _forms(heading) if form in _ranks()), None)
        if found is not None:
            field, rank = found
            ranked.setdefault(field, {}).setdefault(rank, []).append(column)
    said = {
        field: tuple(sorted(chain(*ranks.values()))) if field in SEVERAL else tuple(ranks[min(ranks)])
        for field, ranks in ranked.items()
    }
    if "given_names" in said and "surname" not in said and "name" in said:
        said["surname"] = said.pop("name")  # `Name, Vorname`
    return {field: said[field] for field in FIELDS if field in said}


def bare(text: str) -> str:
    """The words of a heading that tell it from others, in the order of the alphabet.

    `N° de passeport` and `numéro du passeport` are one heading.
    """
    words = plain(text).split()
    kept = [_NUMBER if word in _NUMBERS else word for word in words if word not in _SMALL]
    return " ".join(sorted(kept if len(kept) > 1 else words))


def known_headings() -> frozenset[str]:
    """Every heading there is, as it may stand in the first line of a CSV file."""
    return frozenset(word for words in words_of("headings").values() for word in words)


@cache
def _ranks() -> dict[str, tuple[str, int]]:
    """Field and rank of each heading."""
    return {
        bare(word): (field, rank)
        for field, words in words_of("headings").items()
        for rank, word in enumerate(words)
    }


def _forms(heading: str) -> Iterator[str]:
    """The heading, then what is within its groups: `family/person/Date of birth (day)`."""
    said = _ASIDE.sub(" ", heading)
    parts = _GROUP.split(said)
    yield from map(bare, (said, *reversed(parts[1:]), parts[0]))
