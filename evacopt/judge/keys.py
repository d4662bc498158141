"""What rows and columns are known by: the parts of what they say, which no other row or column has.

A key is never joined into a text to be looked up: codes hold blanks, ` on ` or `#`, and two things could come
to the same words. Words are for people, and for certificates of the first form, which have nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from evacopt.domain.certificate import Key, Name
from evacopt.domain.phrase import joined, phrase
from evacopt.judge.limits import RefusedError

Run = tuple[int, Callable[[int], Key]]
"""So many things of one kind, and the key of the n-th; all keys of a run begin with the same word."""

_OVER_TIME = {
    **dict.fromkeys(("capacity", "throughput", "movements_hour", "movements_day", "fleet", "crew"), 2),
    **dict.fromkeys(("arrivals_hour", "arrivals_day", "resource"), 2),
    "dimension": 3,
}
"""Rules with rows about a thing, or some together, and a minute: how many parts these have at least."""

_RULES = {
    "share_min at least": phrase("share_min at least"),
    "pin at least": phrase("pin at least"),
    "rule at least": phrase("rule at least"),
}
"""Names of rows with English words in them."""


class Keys:
    """The numbers of rows or columns by their keys, or by words that fit one of them only.

    Parameters
    ----------
    runs : in the order of the numbers; things with equal keys say the same, and the first stands for them
    """

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs = [run for run in runs if run[0]]
        self._first = [0, *accumulate(count for count, _ in self._runs)]
        self._numbers: dict[Key, dict[Key, int]] = {}

    def __len__(self) -> int:
        return self._first[-1]

    def __iter__(self) -> Iterator[Key]:
        for count, key in self._runs:
            yield from map(key, range(count))

    def __contains__(self, key: Key) -> bool:
        return key in self._beginning(key[:1])

    def __getitem__(self, name: Name) -> int:
        """The number of a thing; raises `KeyError` if there is none, `RefusedError` if words fit two."""
        key = self._by_words[name] if isinstance(name, str) else name
        if key is None:
            raise RefusedError(phrase("{name!r} fits two things: make the certificate again", name=name))
        return self._beginning(key[:1])[key]

    def key(self, number: int) -> Key:
        """The key of a thing by its number, from 0."""
        run = bisect_right(self._first, number) - 1
        return self._runs[run][1](number - self._first[run])

    def number(self, name: Name) -> int:
        """The number of a thing; raises `RefusedError` if there is none, or words fit two of them."""
        try:
            return self[name]
        except KeyError:
            text = name if isinstance(name, str) else " ".join(name)
            raise RefusedError(phrase("there is no {name!r}", name=text)) from None

    def given(self, multipliers: Iterable[tuple[Name, int]]) -> dict[int, int]:
        """Multipliers by the numbers of their rows.

        Raises
        ------
        RefusedError
            If there is no such row, or one is named twice.
        """
        by_row: dict[int, int] = {}
        for name, p in multipliers:
            number = self.number(name)
            if number in by_row:
                raise RefusedError(phrase("{name!r} is named twice", name=words(self.key(number))))
            by_row[number] = p
        return by_row

    def _beginning(self, word: Key) -> dict[Key, int]:
        """The numbers of all keys that begin with one word."""
        if word not in self._numbers:
            numbers: dict[Key, int] = {}
            for first, (count, key) in zip(self._first, self._runs, strict=False):
                for number in range(count) if key(0)[:1] == word else ():
                    numbers.setdefault(key(number), first + number)
            self._numbers[word] = numbers  # once it is whole, whatever interrupts the work on it
        return self._numbers[word]

    @cached_property
    def _by_words(self) -> dict[str, Key | None]:
        """Keys by their words, `None` where two have the same."""
        by_words: dict[str, Key | None] = {}
        for key in self:
            text = words(key)
            by_words[text] = key if by_words.get(text, key) == key else None
        return by_words


def words(key: Key) -> str:
    """A row or a column in words, as certificates of the first form name it."""
    if key[0] == "travel":
        return about(key)
    return joined(" ", filter(None, (_RULES.get(key[0], key[0]), about(key))))


def about(key: Key) -> str:
    """What a row or a column is about, in words: its key without the rule."""
    rule, *parts = key
    if len(parts) >= _OVER_TIME.get(rule, len(key)):
        joint = " " if rule == "dimension" else "+"
        return phrase("{thing} at {moment}", thing=joint.join(parts[:-1]), moment=parts[-1])
    if rule == "reserve":
        return f"{parts[0]} {','.join(parts[1:])}".rstrip()
    if rule == "admission":
        return _admitted(parts)
    if rule == "link":
        return _linked(parts)
    if rule in ("pin", "pin at least"):
        parts = [parts[0], *parts[4:]]
    if rule in ("pin", "pin at least", "travel"):
        group, *way = parts
        return phrase("{group} on {way}", group=group, way=">".join(way)) if way else group
    return " ".join(parts)


def _admitted(parts: Sequence[str]) -> str:
    since, until = parts[4:] or ("", "")
    text = phrase("{nationality} at {place}", nationality=parts[0], place=parts[2])
    if since and until:
        return phrase("{thing} from {since} until {until}", thing=text, since=since, until=until)
    if since or until:
        template = phrase("{thing} from {moment}") if since else phrase("{thing} until {moment}")
        return phrase(template, thing=text, moment=since or until)
    return text


def _linked(parts: Sequence[str]) -> str:
    group, partner, kind, _, *where = parts
    both = phrase("{group} with {partner}", group=group, partner=partner)
    if kind == "same_itinerary":
        return phrase("{group} on {way}", group=both, way=">".join(where))
    if kind == "same_haven":
        return phrase("{thing} at {moment}", thing=both, moment=where[0])
    return phrase("{thing} until {moment}", thing=both, moment=where[0])
