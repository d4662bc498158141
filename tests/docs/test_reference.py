"""The field reference against the table of fields, and the words of the house in all pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import evacopt
from evacopt.domain.field import Field
from evacopt.domain.fields import HEADER, PENDING, POLICY, TABLES

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / name for name in ("modelling.md", "files.md", "glossary.md")]
PAGES += sorted((ROOT / "instances").glob("*/README.md"))
SECTIONS = [("instance", HEADER), ("policy", POLICY)]
SECTIONS += [
    (table.name, table.fields) for table in TABLES if table is not PENDING
]  # its columns are those of flights


def _rows(section: str) -> dict[str, str]:
    """The rows of the first table under a heading: name without its quotes, meaning."""
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    body = text.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", body, re.MULTILINE))


@pytest.mark.parametrize(("section", "fields"), SECTIONS, ids=[name for name, _ in SECTIONS])
def test_reference_lists_every_column_in_order(section: str, fields: tuple[Field, ...]) -> None:
    """Each section names exactly the columns that files have, and no other."""
    assert sorted(_rows(section)) == sorted(field.column for field in fields)


@pytest.mark.parametrize(("section", "fields"), SECTIONS, ids=[name for name, _ in SECTIONS])
def test_reference_says_what_a_blank_means(section: str, fields: tuple[Field, ...]) -> None:
    """A column that may be blank says what that means, and a column that must be filled does not."""
    rows = _rows(section)
    for field in fields:
        assert ("Blank" in rows[field.column]) != field.required, field.column


def test_reference_names_the_choices() -> None:
    """Every word that a choice column may hold stands in its row."""
    for section, fields in SECTIONS:
        rows = _rows(section)
        for field in fields:
            for choice in field.choices:
                assert f"`{choice}`" in rows[field.column], (section, field.column, choice)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_pages_keep_the_words_of_the_house(page: Path) -> None:
    """No page calls an instance a problem, a plan a solution, or a seat a slot of a passenger set."""
    words = set(re.findall(r"[a-z]+", page.read_text(encoding="utf-8").lower()))
    assert not words & {"problem", "problems", "solution", "solutions", "score", "scores", "passengers"}


def test_every_public_name_is_on_the_page_of_python() -> None:
    """The reference lists each public name once, and nothing else."""
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    named = re.findall(r"^::: evacopt\.(\w+)$", page, re.MULTILINE)
    assert sorted(named) == sorted(set(evacopt.__all__) - {"__version__"})


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link in a page names a file, and every link within a page a heading."""
    for page in (*PAGES, *ROOT.glob("*.md"), *ROOT.glob("benchmarks/**/*.md"), *ROOT.glob("docs/*.md")):
        text = page.read_text(encoding="utf-8")
        anchors = {
            re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }
        for target in re.findall(r"\]\(([^)]+)\)", text):
            if target.startswith("#"):
                assert target[1:] in anchors, (page.name, target)
            elif not target.startswith("http"):
                assert (page.parent / target.partition("#")[0]).exists(), (page.name, target)


def test_files_and_commands_on_the_pages_are_there() -> None:
    """Every path of the project in a page, and every module that it runs, is there."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("benchmarks/**/*.md"), *ROOT.glob("docs/*.md")]
    for page in pages:
        if page.name == "CHANGELOG.md":  # tells what was
            continue
        text = page.read_text(encoding="utf-8")
        paths = re.findall(r"`((?:evacopt|tests|docs|benchmarks|instances|\.ci)/[\w./-]+)`", text)
        modules = re.findall(r"python -m ((?:benchmarks|tests)\.[\w.]+)", text)
        paths += [name.replace(".", "/") + ".py" for name in modules]
        assert [path for path in paths if not (ROOT / path).exists()] == [], page.name
