"""English text that remembers how it was made, so that output can say it in another language.

A `Phrase` is a `str`: who writes files, compares or logs has English and need not know. It carries the
template (the key of a message catalogue) and the values in it, which are phrases themselves where they are
words. Adding up, slicing and joining a `str` lose that: use values, or `joined`. docs/languages.md says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any


class Phrase(str):
    """English text with its template and values; made by the functions below, and by nothing else.

    Attributes
    ----------
    template : as in the catalogue; of `plural`, for one
    values : by the names in the template
    about : the context, where one English word is said in two ways elsewhere
    many, number : the template for several and how many there are, of `plural` alone
    capital : whether it begins with a capital letter
    """

    __slots__ = ("about", "capital", "many", "number", "template", "values")
    template: str
    values: Mapping[str, Any]
    about: str
    many: str
    number: int
    capital: bool


def _made(
    template: str, values: Mapping[str, Any], *, about: str = "", many: str = "", capital: bool = False
) -> Phrase:
    number = values["count"] if many else 1
    used = template if number == 1 else many
    text = used.format_map(values) if values else used
    made = Phrase(raised(text) if capital else text)
    made.template, made.values, made.about = template, values, about
    made.many, made.number, made.capital = many, number, capital
    return made


def phrase(template: str, /, **values: Any) -> str:
    """`phrase("no {need} left on {flight}", need=seats, flight="AF-02")`; without values braces mean nothing.

    The template is written out where it is marked, for tools find it in the source; a marked one, which may
    stand in a table, can be filled in later: `phrase(TEMPLATES[code], flight=...)`.
    """
    return _made(template, values, about=template.about if isinstance(template, Phrase) else "")


def phrase_about(about: str, template: str, /, **values: Any) -> str:
    """`phrase` with a context: `left` is said otherwise of seats than of people."""
    return _made(template, values, about=about)


def plural(one: str, many: str, /, count: int, **values: Any) -> str:
    """`plural("{count:,} person", "{count:,} people", 12)`: other languages have other plural forms."""
    return _made(one, {"count": count, **values}, many=many)


def joined(separator: str, parts: Iterable[str]) -> str:
    """`separator.join(parts)`; the separator may be a phrase as well, and a semicolon is one."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    between = _SEMICOLON if separator == "; " else separator
    return _made("{between}".join(f"{{{name}}}" for name in values), {"between": between, **values})


_SEMICOLON = phrase("; ")


def either(choices: Iterable[str]) -> str:
    """`FRA or GBR`."""
    return joined(phrase(" or "), choices)


def capital(text: str) -> str:
    """`text` with a capital letter at its head, as a sentence has it."""
    return _made("{text}", {"text": text}, capital=True)


def figure(number: float, written: str = ",") -> str:
    """A number that stands by itself, with its thousands apart; `written` is a format of `str.format`."""
    return _made(f"{{number:{written}}}", {"number": number})


def headed(head: str, rest: str) -> str:
    """What `rest` says of `head`."""
    return phrase("{head}: {rest}", head=head, rest=rest)


def plain(value: object) -> str:
    """A phrase as `str`, for encoders that take no kind of it.

    Raises
    ------
    TypeError
        If `value` is no text.
    """
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"a {type(value).__name__} cannot be encoded")


def why(error: BaseException) -> str:
    """What an error says, still a phrase where it was made as one: what `str()` gives is none any more."""
    return error.args[0] if error.args and isinstance(error.args[0], Phrase) else str(error)


def raised(text: str) -> str:
    """`text` with its first letter as a capital."""
    return text[:1].upper() + text[1:]


_FIELD = re.compile(r"\{(\w+)(:,)?\}")


def reread(text: str, templates: Sequence[str]) -> str:
    """`text`, as a file has it, as the phrase of the first of `templates` that it was made of.

    Only fields `{name}` and `{name:,}` are understood: what was in them is plain text, or a whole number.
    `text` itself where it is of none of them: a file of another version, or of another hand.
    """
    for template in templates:
        if match := _pattern(template).fullmatch(text):
            numbers = {name for name, of_number in _FIELD.findall(template) if of_number}
            values = match.groupdict().items()
            read = {name: int(value.replace(",", "")) if name in numbers else value for name, value in values}
            return phrase(template, **read)
    return text


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """What texts of `template` look like."""
    fields = iter(_FIELD.findall(template))
    parts = [re.escape(part) for part in _FIELD.sub("\0", template).split("\0")]
    for at in range(1, len(parts)):
        name, of_number = next(fields)
        parts[at] = f"(?P<{name}>{'[0-9,]+' if of_number else '.*?'}){parts[at]}"
    return re.compile("".join(parts), re.DOTALL)
