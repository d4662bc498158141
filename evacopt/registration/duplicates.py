"""Who may be in a list twice: found and listed, never merged, for a person to decide.

Rows are compared within blocks that share a key (Fellegi and Sunt 1969; Christen 2012, Data Matching): the
number of a document, or the day of birth and the sound of a name. Names are alike by the longest blocks that
they have in common (Ratcliff and Obershelp 1988, `difflib`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from evacopt.registration.cells import MONTHS_OF_A_YEAR, document
from evacopt.registration.headings import plain
from evacopt.registration.persons import Person


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """From where on two names are alike.

    Attributes
    ----------
    ratio : float
        Of two names with the same day of birth: at 0.8 `Mohamed Diallo` and `Muhammad Diallo` are alike
        (0.83), `Anna Meyer` and `Jonas Meyer` are not (0.76); tests/registration holds both.
    most_of_a_key : int
        Rows that share a key and are compared two by two; more (a day of birth that is nobody's own, such as
        1 January) are sorted by name, and each compared with the `next_ones` after it.
    """

    ratio: float = 0.8
    most_of_a_key: int = 40
    next_ones: int = 3


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two rows of a list that may be one person, and why."""

    row: int
    other: int
    why: str


SAME_DOCUMENT = "the same document"
SAME_REFERENCE = "the same registration number"
NEAR_NAME = "nearly the same name and the same day of birth"
SAME_NAME = "the same name and the same day of birth"
NEAR_BIRTH = "the same name and nearly the same day of birth"
NO_BIRTH = "the same name, about the same age, and no day of birth for both"


def name_of(person: Person) -> str:
    """The name without accents and capitals, its words in the order of the alphabet."""
    return " ".join(sorted(plain(f"{person.surname} {person.given_names}").split()))


def duplicates(persons: Sequence[Person], likeness: Likeness | None = None) -> list[Pair]:
    """The pairs of rows that may be one person, in the order of the list, each with its surest reason."""
    likeness = likeness or Likeness()
    names = [name_of(person) for person in persons]
    found: dict[tuple[int, int], str] = {}
    for why, pairs in (
        (SAME_DOCUMENT, _sharing(persons, lambda one: document(one.document_number))),
        (SAME_REFERENCE, _sharing(persons, lambda one: one.reference)),
    ):
        for pair in pairs:
            found.setdefault(pair, why)
    for pair, why in _of_one_day(persons, names, likeness):
        found.setdefault(pair, why)
    for one, other in _sharing(persons, lambda person: names[person.row]):
        why = _births(persons[one], persons[other])
        if why:
            found.setdefault((one, other), why)
    return sorted(Pair(row, other, why) for (row, other), why in found.items())


def _blocks(keys: Iterable[tuple[Hashable, int]]) -> Iterator[list[int]]:
    """The rows of each key that more than one has; blank keys are none."""
    rows: dict[Hashable, list[int]] = {}
    for key, row in keys:
        if key:
            rows.setdefault(key, []).append(row)
    return (block for block in rows.values() if len(block) > 1)


def _sharing(persons: Sequence[Person], key: Callable[[Person], str]) -> Iterator[tuple[int, int]]:
    """Rows that have the same `key`, each with the next."""
    for block in _blocks((key(person), person.row) for person in persons):
        yield from pairwise(block)


def _of_one_day(
    persons: Sequence[Person], names: Sequence[str], likeness: Likeness
) -> Iterator[tuple[tuple[int, int], str]]:
    """Rows with one day of birth and names that are alike and begin alike in one of their words."""
    keys = (
        ((person.born, sound), person.row)
        for person in persons
        if person.born is not None
        for sound in {_sound(word) for word in names[person.row].split()}
    )
    for block in _blocks(keys):
        for one, other in _candidates(block, names, likeness):
            if names[one] == names[other]:
                yield (one, other), SAME_NAME
            elif SequenceMatcher(None, names[one], names[other]).ratio() >= likeness.ratio:
                yield (one, other), NEAR_NAME


def _candidates(block: Sequence[int], names: Sequence[str], likeness: Likeness) -> Iterator[tuple[int, int]]:
    if len(block) <= likeness.most_of_a_key:
        yield from combinations(block, 2)
        return
    ranked = sorted(
        block, key=lambda row: names[row]
    )  # the sorted neighbourhood of Hernández and Stolfo, 1995
    for step in range(1, likeness.next_ones + 1):
        yield from ((min(pair), max(pair)) for pair in zip(ranked, ranked[step:], strict=False))


def _sound(word: str) -> str:
    """The first consonants of a word, which ways of writing a name in Latin letters have in common."""
    bare = word[0] + "".join(sign for sign in word[1:] if sign not in "aeiouywh")
    return "".join(sign for place, sign in enumerate(bare) if sign != bare[place - 1 : place])[:3]


def _births(one: Person, other: Person) -> str:
    """Why two rows of the same name may be one person, blank where their ages say no."""
    if one.born is None or other.born is None:
        known = one.months is not None and other.months is not None
        near = not known or abs((one.months or 0) - (other.months or 0)) <= MONTHS_OF_A_YEAR
        return NO_BIRTH if near else ""
    first, second = one.born.timetuple()[:3], other.born.timetuple()[:3]
    differ = sum(left != right for left, right in zip(first, second, strict=True))
    swapped = first == (second[0], second[2], second[1])
    return NEAR_BIRTH if differ == 1 or (differ and swapped) else ""
