"""Words that planners write for those of our tables: other names of sheets, columns and choices."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection
from functools import cache
from importlib.resources import files


def word_meant(section: str, text: str, known: Collection[str]) -> str:
    """The one of `known` for which `text` is another word; blank where it is none."""
    return next((word for word in _words(section).get(bare(text), ()) if word in known), "")


def bare(text: str) -> str:
    """`text` in small letters, without accents, what is no letter or digit as one blank."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


@cache
def _words(section: str) -> dict[str, tuple[str, ...]]:
    text = files("evacopt.files").joinpath("data", "other_words.toml").read_text(encoding="utf-8")
    meanings: dict[str, tuple[str, ...]] = {}
    for word, others in tomllib.loads(text)[section].items():
        for other in others:
            meanings[other] = (*meanings.get(other, ()), word)
    return meanings
