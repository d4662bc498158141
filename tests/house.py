"""What the rooms of evacopt/ are about and may import: what the tests hold, and what docs/design.md shows.

python -m tests.house --write   # puts the table into docs/design.md
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1] / "evacopt"
PAGE = HOUSE.parent / "docs" / "design.md"
BEGIN, END = "<!-- rooms -->\n", "<!-- end of rooms -->"

MAY_IMPORT = {
    "domain": {"domain"},
    "judge": {"judge", "domain"},
    "files": {"files", "domain"},
    "routes": {"routes", "domain"},
    "milp": {"milp", "domain"},
    "view": {"view", "domain"},
    "events": {"events", "files", "domain"},
    "scenarios": {"scenarios", "events", "files", "domain"},
    "generation": {"generation", "files", "domain"},
    "model": {"model", "milp", "routes", "domain"},
    "backends": {"backends", "milp", "domain"},
    "reasons": {"reasons", "events", "model", "judge", "view", "routes", "domain"},
    "packing": {"packing", "backends", "milp", "domain"},
    "exact": {"exact", "packing", "backends", "model", "milp", "domain"},
    "large": {"large", "backends", "model", "milp", "routes", "domain"},
    "improve": {"improve", "backends", "model", "milp", "routes", "domain"},
    "proof": {"proof", "packing", "backends", "milp", "judge", "domain"},
    "planning": {
        "planning",
        "exact",
        "large",
        "improve",
        "proof",
        "reasons",
        "events",
        "backends",
        "model",
        "milp",
        "judge",
        "routes",
        "view",
        "domain",
    },
    "replanning": {"replanning", "planning", "events", "domain"},
    "replaying": {"replaying", "replanning", "planning", "events", "judge", "view", "files", "domain"},
    "explaining": {
        "explaining",
        "planning",
        "exact",
        "proof",
        "reasons",
        "events",
        "backends",
        "model",
        "milp",
        "judge",
        "view",
        "domain",
    },
    "calling": {"calling", "scenarios", "events", "judge", "view", "domain"},
    "output": {
        "output",
        "explaining",
        "replanning",
        "planning",
        "replaying",
        "robust",
        "simulation",
        "files",
        "judge",
        "view",
        "domain",
    },
    "registration": {"registration", "output", "files", "domain"},
    "spread": {"spread", "backends"},
    "simulation": {
        "simulation",
        "spread",
        "planning",
        "scenarios",
        "improve",
        "exact",
        "events",
        "backends",
        "model",
        "milp",
        "judge",
        "routes",
        "view",
        "files",
        "domain",
    },
    "robust": {
        "robust",
        "backends",
        "domain",
        "events",
        "exact",
        "improve",
        "judge",
        "milp",
        "model",
        "planning",
        "reasons",
        "replanning",
        "routes",
        "scenarios",
        "simulation",
        "spread",
    },
    "ledger": {"ledger", "domain"},
    "board": {
        "board",
        "domain",
        "events",
        "explaining",
        "files",
        "judge",
        "ledger",
        "planning",
        "reasons",
        "replanning",
        "spread",
        "view",
    },
    "web": {"web", "board", "ledger", "output", "explaining", "spread", "view", "files", "domain"},
    "bench": {"bench", "spread", "output", "generation", "backends", "files", "judge", "domain"},
}
"""Room -> the rooms that it imports; `cli/`, above all, may import every one."""


def rooms_table() -> str:
    """Each room with its subject, from the docstring of its package, and what it imports."""
    rows = ["| room | subject | imports |", "|---|---|---|"]
    for room, beside in MAY_IMPORT.items():
        subject = (
            ast.get_docstring(ast.parse((HOUSE / room / "__init__.py").read_text(encoding="utf-8"))) or ""
        )
        others = ", ".join(f"`{name}`" for name in sorted(beside - {room})) or "nothing"
        rows.append(f"| `{room}/` | {subject.splitlines()[0].rstrip('.')} | {others} |")
    return "\n".join(rows) + "\n"


def page_with(table: str) -> str:
    """The page with `table` in the place of the rooms."""
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    return f"{head}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page_with(rooms_table()), encoding="utf-8")
    else:
        sys.stdout.write(rooms_table())
