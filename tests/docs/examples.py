"""Example instances in a page: fenced blocks named after tables, laid over the first example of the page.

A block opens with its kind and its name: `csv flights`, `toml policy`. `text goals` holds the goals of the
best plan, or the word infeasible; `text error` holds what the reader must say, `text check`
what `evacopt check` warns of, `text replanned` the goals of a plan made again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(csv|toml|text) (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CLAIMS = ("goals", "error", "check", "replanned")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One section with blocks; `blocks` are those of the page's first example, replaced by its own."""

    title: str
    blocks: dict[str, str]

    def __str__(self) -> str:
        return self.title

    @property
    def goals(self) -> list[tuple[str, int]] | None:
        """The goals that the page claims, None where it says infeasible."""
        lines = [line.split() for line in self.blocks["goals"].splitlines()]
        return None if lines == [["infeasible"]] else [(goal, int(value)) for goal, value in lines]

    def write(self, folder: Path) -> Path:
        """The instance as a folder container."""
        folder.mkdir()
        header = self.blocks["instance"] + "\n[policy]\n" + self.blocks.get("policy", "")
        (folder / "instance.toml").write_text(header, encoding="utf-8")
        for name, text in self.blocks.items():
            if name not in ("instance", "policy", *CLAIMS):
                (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return folder


def examples_of(page: Path) -> list[Example]:
    """The examples of a page, the one that all others build on first."""
    parts = HEADING.split(page.read_text(encoding="utf-8"))
    found: list[Example] = []
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        own = {name: text for _, name, text in BLOCK.findall(body)}
        if own:
            claims = {name for name in ("goals", "error") if name in own}
            base = {} if not found else found[0].blocks
            kept = {name: text for name, text in base.items() if name not in CLAIMS}
            assert len(claims) == 1, f"{title} claims {sorted(claims)}"
            found.append(Example(title, {**kept, **own}))
    return found
