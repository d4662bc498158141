"""The message catalogues of evacopt/output/locale: what the source marks for translation, and what they hold.

python -m tests.catalogues --write         # takes new phrases into every catalogue, drops those that are gone
python -m tests.catalogues --write pt      # the same, and begins one for Portuguese
"""

from __future__ import annotations

import io
import string
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from evacopt.output.language import DOMAIN, LOCALE

HOUSE = LOCALE.parents[1]
KEYWORDS = {"phrase": None, "phrase_about": ((1, "c"), 2), "plural": (1, 2)}
METHODS = {".py": "python", ".j2": "jinja2"}
_WIDTH = 110
_HEAD = """\
# docs/languages.md says how to translate.
msgid ""
msgstr ""
"Project-Id-Version: evacopt\\n"
"Language: {code}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def marked() -> Catalog:
    """Every phrase that the source marks, in the order of files and lines."""
    found = Catalog(charset="utf-8")
    for path in sorted(HOUSE.rglob("*")):
        text = path.read_bytes() if path.suffix in METHODS else b""
        if not any(f"{name}(".encode() in text for name in KEYWORDS):
            continue
        place = path.relative_to(HOUSE.parent).as_posix()
        for line, message, _, context in extract(METHODS[path.suffix], io.BytesIO(text), keywords=KEYWORDS):
            found.add(message, locations=[(place, line)], context=context)
    return found


def catalogue_path(code: str) -> Path:
    """Where the catalogue of a language is."""
    return LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def catalogue(code: str) -> Catalog:
    """The catalogue of a language as it stands in its file."""
    with catalogue_path(code).open("rb") as file:
        return read_po(file)


def keys(messages: Catalog) -> set[tuple[str, object]]:
    """By what a catalogue is asked: context and text."""
    return {(message.context or "", message.id) for message in messages if message.id}


def translations(message: Message) -> tuple[str, ...]:
    """The text in the other language, in each of its forms of number."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def fields(*templates: str) -> set[str]:
    """The names in templates."""
    parsed = (part for template in templates for part in string.Formatter().parse(template))
    return {name for _, name, _, _ in parsed if name is not None}


def renewed(code: str, template: Catalog) -> bytes:
    """The catalogue of a language with exactly the messages of `template`, as the bytes of its file."""
    known = catalogue(code) if catalogue_path(code).exists() else Catalog(locale=code, charset="utf-8")
    known.update(template, no_fuzzy_matching=True, update_creation_date=False)
    known.obsolete.clear()
    written = io.BytesIO()
    write_po(written, known, width=_WIDTH, sort_by_file=True, include_lineno=False, omit_header=True)
    return _HEAD.format(code=code, plural_forms=known.plural_forms).encode() + written.getvalue()


if __name__ == "__main__":
    template = marked()
    codes = {path.name for path in LOCALE.iterdir() if path.is_dir()} | set(sys.argv[2:])
    for code in sorted(codes):
        content = renewed(code, template)
        path = catalogue_path(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        missing = sum(not all(translations(message)) for message in catalogue(code) if message.id)
        print(f"{path.relative_to(HOUSE.parent)}: {missing} to translate")
