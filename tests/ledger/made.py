"""Small ledgers for tests."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from evacopt.ledger.change import Change, Draft
from evacopt.ledger.ledger import Ledger

GENESIS = b'{"instance": "niamey-2023"}'
CONTENT = b"The instance after an event. " * 20


def draft(number: int = 1, **others: object) -> Draft:
    """A change like others."""
    content = json.dumps({"group": f"FRA-{number}", "parties": number}).encode()
    about = {"plan_before": f"{number:064x}", "plan_after": f"{number + 1:064x}"} | others
    return Draft(user="planner-2", kind="move", content=content, **about)  # type: ignore[arg-type]


def append(ledger: Ledger, count: int) -> list[Change]:
    """So many changes, one by one."""
    return [ledger.append([draft(number)]) for number in range(1, count + 1)]


def small(path: Path) -> Path:
    """A closed ledger of six changes; the fourth relies on a content, and on another content none does."""
    with Ledger.create(path, GENESIS) as ledger:
        append(ledger, 3)
        ledger.append([draft(4, keeps=(ledger.keep(CONTENT),))])
        ledger.append([draft(5), draft(6)])
        ledger.keep(b"unused")
    return path


def tampered(path: Path) -> sqlite3.Connection:
    """The tables of a closed ledger without what guards them; to be committed and closed."""
    base = sqlite3.connect(path)
    for name, sql in base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall():
        base.execute(f"DROP TRIGGER {name}")
        base.execute("CREATE TEMP TABLE IF NOT EXISTS guards (sql TEXT)")
        base.execute("INSERT INTO guards VALUES (?)", (sql,))
    return base


def restored(base: sqlite3.Connection) -> None:
    """Put the guards back and close, so that nothing but what was tampered with differs."""
    for (sql,) in base.execute("SELECT sql FROM guards").fetchall():
        base.execute(sql)
    base.commit()
    base.close()
