"""`evacopt board`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import EXISTING, NEW, gathered
from evacopt.cli.board_upkeep import Upkeep, kept_up, upkeep_options
from evacopt.cli.inputs import read_plan_of, read_told
from evacopt.cli.streams import answer, say, spoken
from evacopt.domain.phrase import phrase
from evacopt.errors import BackendError, UsageError

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.web.serve import Place

ENDING = ".board"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """Where the board is to be, as it was typed."""

    store: Path | None
    host: str
    port: int
    certificate: Path | None
    key: Path | None
    user: str
    proposals: bool


@click.command()
@click.argument("instance", type=EXISTING, metavar="INSTANCE|STORE")
@click.argument("plan", type=EXISTING, required=False)
@click.option(
    "--store", type=NEW, metavar="FILE", help="Keep the board there.  [default: NAME.board in this folder]"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to be reached at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8710, show_default=True, help="0 for any.")
@click.option("--certificate", type=EXISTING, metavar="FILE", help="For TLS: PEM, with those it rests on.")
@click.option("--key", type=EXISTING, metavar="FILE", help="For TLS: the key of the certificate, PEM.")
@click.option(
    "--as",
    "user",
    default="cell",
    show_default=True,
    metavar="CODE",
    help="Who decides, where there are no accounts.",
)
@click.option("--proposals/--no-proposals", default=True, help="Look for a better plan after each change.")
@upkeep_options
@gathered(_Typed, "typed")
@gathered(Upkeep, "upkeep")
@click.pass_context
def command(ctx: click.Context, /, instance: Path, plan: Path | None, typed: _Typed, upkeep: Upkeep) -> None:
    """Open the board: one page in the browser on which several people decide together who flies.

    With an INSTANCE (and a PLAN of it) a new board begins, in one file; with that file, a STORE, it goes on
    where it was. It is reached on this machine alone; by others only with TLS (--certificate, --key) and
    accounts. The options from --add-user on see to accounts and to the file, and open nothing.
    """
    upkeep.refuse_loose()
    _refuse_without_packages()
    if _is_store(instance):
        if plan or typed.store:
            raise UsageError(
                phrase("{store} has its instance and plan: name nothing beside it", store=instance)
            )
        ctx.exit(kept_up(instance, upkeep, typed.user) if upkeep.asked else _opened(instance, typed))
    if not upkeep.asked:  # before a file is made: a new board has no accounts
        from evacopt.web.serve import refuse_unsafe

        refuse_unsafe(_place(typed), accounts=False)
    store = _begun(instance, plan, typed)
    ctx.exit(kept_up(store, upkeep, typed.user) if upkeep.asked else _opened(store, typed))


def _is_store(path: Path) -> bool:
    """Whether a file is the store of a board: its first bytes say so."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _begun(instance: Path, plan: Path | None, typed: _Typed) -> Path:
    """A new board; the file in which it is."""
    from evacopt.board.board import Board

    read = read_told(instance, quiet=False)
    its_plan = None if plan is None else read_plan_of(read, plan)
    store = typed.store or Path(f"{read.name}{ENDING}")
    if store.exists():
        text = phrase(
            "{store} exists already: `evacopt board {store}` opens it, --store names another file",
            store=store,
        )
        raise UsageError(text)
    Board.create(store, read, its_plan, typed.user).close()
    say(phrase("wrote {path}: the board, for you alone to read", path=store))
    return store


def _place(typed: _Typed) -> Place:
    """Where and for whom it is served, as it was typed."""
    from evacopt.ledger.change import user_code
    from evacopt.web.serve import Place

    return Place(
        host=typed.host,
        port=typed.port,
        certificate=typed.certificate,
        key=typed.key,
        user=user_code(typed.user),
        language=spoken().code,
        proposals=typed.proposals,
    )


def _opened(store: Path, typed: _Typed) -> int:
    """Serve the board until somebody ends it."""
    from evacopt.board.board import Board
    from evacopt.ledger.accounts import Accounts
    from evacopt.web.serve import serve

    place, board = _place(typed), Board.open(store)
    try:
        _say_head(board)
        serve(board, Accounts(board.ledger), place, _tell)
    finally:
        board.close()
    say(phrase("the board is closed; `evacopt board {store}` opens it again", store=store))
    return 0


def _tell(address: str) -> None:
    answer(address)
    if "key=" in address:
        say(phrase("open this address in a browser of this machine; it works once, Ctrl-C ends the board"))
    else:
        say(phrase("open this address and sign in; Ctrl-C ends the board"))


def _say_head(board: Board) -> None:
    """The number and hash of the last change: whoever writes them down can tell that nothing was cut off."""
    head = board.ledger.head
    say(phrase("the board is at change {head}", head=str(head)))


def _refuse_without_packages() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("argon2", "starlette", "uvicorn") if find_spec(name) is None]
    if missing:
        text = phrase(
            "the board needs the package {missing}: pip install 'evacopt[board]'", missing=missing[0]
        )
        raise BackendError(text)
