"""What `evacopt board` does for a board beside opening it: accounts, checks, copies, merges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from evacopt.cli.arguments import EXISTING, NEW
from evacopt.cli.exits import Exit
from evacopt.cli.streams import answer, say
from evacopt.domain.phrase import phrase, plural
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.ledger.accounts import Accounts
    from evacopt.ledger.ledger import Ledger

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """What is to be done, as it was typed."""

    add_user: str | None
    role: str | None
    state: str
    password: str | None
    remove_user: str | None
    token: str | None
    withdraw_token: tuple[str, str] | None
    check: bool
    head: str | None
    backup: Path | None
    merge: Path | None

    @property
    def asked(self) -> int:
        """How many things."""
        accounts = (self.add_user, self.password, self.remove_user, self.token, self.withdraw_token)
        return sum(map(bool, (*accounts, self.check, self.backup, self.merge)))

    def refuse_loose(self) -> None:
        """Refuse what says more of an option that is not there."""
        if self.head is not None and not self.check:
            raise click.UsageError("--head goes with --check")
        if not self.add_user and (self.role or self.state):
            raise click.UsageError("--role and --state go with --add-user")


_OPTIONS = (
    click.option(
        "--add-user", metavar="CODE", help="Add an account, or give it another role; asks for the password."
    ),
    click.option(
        "--role",
        type=click.Choice(("view", "plan", "release")),
        help="With --add-user: what it may do; view where nothing is said.",
    ),
    click.option(
        "--state",
        default="",
        metavar="CODE",
        help="With --add-user: a state or bloc, whose liaison sees its own people and seats alone.",
    ),
    click.option("--password", metavar="CODE", help="Give an account another password; asks for it."),
    click.option("--remove-user", metavar="CODE", help="Remove an account; what it decided stays."),
    click.option(
        "--token", metavar="CODE", help="Print a new token, with which programs of that account come in."
    ),
    click.option(
        "--withdraw-token", nargs=2, metavar="CODE LABEL", help="End a token of an account, by its label."
    ),
    click.option("--check", is_flag=True, help="Look at every byte of the board; exit 3 if one was changed."),
    click.option(
        "--head", metavar="HEAD", help="With --check: number and hash that were printed must be in it."
    ),
    click.option("--backup", type=NEW, metavar="FILE", help="Copy the board there, for you alone to read."),
    click.option(
        "--merge",
        type=EXISTING,
        metavar="STORE",
        help="Take over what another board decided.",
    ),
)


def upkeep_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def kept_up(store: Path, upkeep: Upkeep, by: str) -> Exit:
    """Do what was asked, in the name of `by`.

    Raises
    ------
    UsageError
        If these are several things.
    LedgerError
        If the file is not as it was written, or in use.
    """
    from evacopt.ledger.ledger import Ledger

    if upkeep.asked > 1:
        raise UsageError(phrase("one thing at a time: give one of these options"))
    if upkeep.merge is not None:
        _merged(store, upkeep.merge)
        return Exit.DONE
    with Ledger.open(store) as ledger:
        if upkeep.check:
            _checked(ledger, upkeep.head)
        elif upkeep.backup is not None:
            head = ledger.backup(upkeep.backup)
            say(phrase("wrote {path} up to change {head}", path=upkeep.backup, head=str(head)))
        else:
            _accounts(ledger, upkeep, by)
    return Exit.DONE


def _checked(ledger: Ledger, head: str | None) -> None:
    from evacopt.ledger.change import Head

    found = ledger.check(None if head is None else Head.of(head))
    say(phrase("every byte is as it was written, up to the head:"))
    answer(str(found))


def _accounts(ledger: Ledger, upkeep: Upkeep, by: str) -> None:
    from evacopt.ledger.accounts import Accounts, User
    from evacopt.ledger.change import user_code

    accounts = Accounts(ledger)
    if upkeep.add_user:
        user = User(user_code(upkeep.add_user), upkeep.role or "view", upkeep.state)  # type: ignore[arg-type]
        if user.name in {known.name for known in accounts.users()}:
            accounts.change(user, by=by)
        else:
            accounts.add(user, _password(), by=by)
        say(phrase("{user} has the role {role}", user=user.name, role=user.role))
    elif upkeep.password:
        accounts.user(upkeep.password)
        accounts.set_password(upkeep.password, _password(), by=by)
        say(phrase("{user} has a new password", user=upkeep.password))
    elif upkeep.remove_user:
        accounts.remove(upkeep.remove_user, by=by)
        say(phrase("{user} has no account any more", user=upkeep.remove_user))
    elif upkeep.withdraw_token:
        accounts.withdraw_token(*upkeep.withdraw_token, by=by)
        say(phrase("the token is one no more"))
    elif upkeep.token:
        _new_token(accounts, upkeep.token, by)


def _new_token(accounts: Accounts, name: str, by: str) -> None:
    from evacopt.ledger.ledger import now

    label = f"{now():%Y%m%d-%H%M%S}"
    answer(accounts.new_token(name, label, by=by))
    say(phrase("this is the token {label} of {user}; it is not shown again", label=label, user=name))


def _password() -> str:
    """What is typed twice, and not shown."""
    return str(click.prompt("password", hide_input=True, confirmation_prompt=True, err=True))


def _merged(store: Path, other: Path) -> None:
    from evacopt.board.board import Board
    from evacopt.board.merge import merge

    board = Board.open(store)
    try:
        merged = merge(board, other)
    finally:
        board.close()
    taken = len(merged.taken)
    say(plural("{count:,} change was taken over", "{count:,} changes were taken over", taken))
    for told in merged.conflicts:
        say(phrase("change {number} waits for a decision: {why}", number=told.number, why=told.conflict))
