"""The name that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from os.path import commonprefix

from evacopt.domain.look_alikes import as_typed
from evacopt.domain.phrase import joined, phrase

MOST_COMPARED = 2_000
"""Of more names, those that begin most alike are compared: a suggestion is worth milliseconds."""

_LIKENESS = 0.65


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, blank where none is near."""
    names = sorted(set(known))
    plain = as_typed(name).casefold()
    same_but_case = [other for other in names if as_typed(other).casefold() == plain]
    if same_but_case:
        return same_but_case[0]
    if len(names) > MOST_COMPARED:
        alike = {other: len(commonprefix((name, other))) for other in names}
        names = sorted(names, key=lambda other: -alike[other])[:MOST_COMPARED]
    return next(iter(difflib.get_close_matches(name, names, n=1, cutoff=_LIKENESS)), "")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`did you mean NIM?`, or blank."""
    return suggested(nearest(name, known))


def with_suggestion(sentence: str, name: str, known: Iterable[str]) -> str:
    """`sentence`, and the name that was probably meant, where one is like it."""
    return joined("; ", filter(None, (sentence, did_you_mean(name, known))))


def suggested(name: str) -> str:
    """`did you mean NIM?`, blank where there is no name."""
    return phrase("did you mean {near}?", near=name) if name else ""


class Suggestions:
    """`did_you_mean` against one set of names, for the first few names asked only.

    A file may hold a hundred thousand wrong codes; the first twenty suggestions show what went wrong.
    """

    def __init__(self, known: Iterable[str], *, most: int = 20) -> None:
        self._known = tuple(known)
        self._most = most
        self._asked: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The remedy for `name`, blank where nothing is near or enough was asked."""
        if name not in self._asked:
            if len(self._asked) >= self._most:
                return ""
            self._asked[name] = did_you_mean(name, self._known)
        return self._asked[name]
