"""The tables of a board's file. What was decided is only added to: triggers refuse anything else."""

from __future__ import annotations

import sqlite3

_NEVER = (
    "CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'only added to'); END"
)

CHANGES = "number, code, at, user, kind, content, plan_before, plan_after, keeps, before, hash"
"""The columns of a change, in the order of `Change`."""

_STATEMENTS = (
    "CREATE TABLE board (format TEXT NOT NULL, genesis TEXT NOT NULL)",
    "CREATE TABLE changes (number INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, at TEXT NOT NULL,"
    " user TEXT NOT NULL, kind TEXT NOT NULL, content BLOB NOT NULL, plan_before TEXT NOT NULL,"
    " plan_after TEXT NOT NULL, keeps TEXT NOT NULL, before TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE TABLE kept (sha256 TEXT NOT NULL PRIMARY KEY, packed BLOB NOT NULL, seal TEXT NOT NULL)",
    "CREATE TRIGGER changes_follow BEFORE INSERT ON changes"
    " WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM changes)"
    " BEGIN SELECT RAISE(ABORT, 'not the next change'); END",
    *(
        _NEVER.format(table=table, verb=verb)
        for table in ("board", "changes", "kept")
        for verb in ("UPDATE", "DELETE")
    ),
    "CREATE TABLE users (name TEXT NOT NULL PRIMARY KEY, role TEXT NOT NULL, state TEXT NOT NULL,"
    " password TEXT NOT NULL)",
    "CREATE TABLE tokens (sha256 TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL,"
    " until TEXT NOT NULL, UNIQUE (name, label))",
    "CREATE TABLE sessions (sha256 TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, began TEXT NOT NULL,"
    " used TEXT NOT NULL)",
    "CREATE TABLE attempts (key TEXT NOT NULL PRIMARY KEY, failed INTEGER NOT NULL, last TEXT NOT NULL)",
)


def make_tables(base: sqlite3.Connection) -> None:
    """Put the tables and what guards them into an empty file."""
    for statement in _STATEMENTS:
        base.execute(statement)


def stands(base: sqlite3.Connection) -> bool:
    """Whether tables and triggers are as they were made."""
    found = {text for (text,) in base.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    return found >= set(_STATEMENTS)
