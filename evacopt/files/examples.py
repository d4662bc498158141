"""The real crises that come with the package: what there is, and copies to work on."""

from __future__ import annotations

import tomllib
from pathlib import Path

import evacopt
from evacopt.domain.nearest import did_you_mean
from evacopt.errors import UsageError
from evacopt.files.atomic import new_folder
from evacopt.files.header import HEADER_FILE

_ENDINGS = (".csv", ".md", ".toml")
"""Of the files of an instance; in a checkout those that make it lie there too."""


def examples() -> dict[str, str]:
    """Title of each example by its name, in the order of names."""
    return {folder.name: _title(folder) for folder in sorted(_folder().iterdir()) if _is_instance(folder)}


def example_folder(name: str) -> Path:
    """The folder of the example `name`.

    Raises
    ------
    UsageError
        If there is none.
    """
    known = examples()
    if name not in known:
        hint = did_you_mean(name, list(known)) or f"there are {', '.join(known)}"
        raise UsageError(f"{name} is no example; {hint}")
    return _folder() / name


def copy_example(name: str, target: Path) -> None:
    """Copy the tables of the example `name` and the page about them into the new folder `target`.

    Raises
    ------
    UsageError
        If there is no such example.
    OutputError
        If `target` is there already, or cannot be written.
    """
    source = example_folder(name)
    with new_folder(target) as draft:
        for file in sorted(source.iterdir()):
            if file.suffix in _ENDINGS:
                draft.add(file.name, file.read_bytes())


def _folder() -> Path:
    """Where the examples are: within an installed package, beside it in a checkout."""
    package = Path(evacopt.__file__).parent
    within = package / "instances"
    return within if within.is_dir() else package.parent / "instances"


def _is_instance(folder: Path) -> bool:
    return (folder / HEADER_FILE).is_file()


def _title(folder: Path) -> str:
    return str(tomllib.loads((folder / HEADER_FILE).read_text(encoding="utf-8"))["title"])
