"""`evacopt board`: what it does beside opening one; `tests/web` has the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.board.board import Board
from evacopt.board.requests import Move
from evacopt.cli import board as command
from evacopt.cli.exits import Exit
from evacopt.files import write_instance, write_plan
from evacopt.ledger.accounts import Accounts, User
from evacopt.ledger.ledger import Ledger
from tests.cli.conftest import Command
from tests.web.served import PASSWORD, night


@pytest.fixture
def crisis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an instance and a plan."""
    monkeypatch.chdir(tmp_path)
    of, plan = night()
    write_instance(of, tmp_path / "night.json")
    write_plan(plan, tmp_path / "night.plan.json")
    return tmp_path


@pytest.fixture
def store(crisis: Path) -> Path:
    """A board in that folder."""
    Board.create(crisis / "b.board", *night(), "cell").close()
    return crisis / "b.board"


def _users(store: Path) -> dict[str, tuple[str, str]]:
    with Ledger.open(store) as ledger:
        return {user.name: (user.role, user.state) for user in Accounts(ledger).users()}


def test_a_board_begins_in_a_file_for_its_owner(run: Command, crisis: Path) -> None:
    """It has the instance and the plan, and whoever may release is there before anybody else comes."""
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    ran = run(
        "board", "night.json", "night.plan.json", "--add-user", "chief", "--role", "release", typed=typed
    )
    assert ran.exit_code == Exit.DONE, ran.stderr
    assert PASSWORD not in ran.stdout + ran.stderr
    assert (crisis / "small.board").stat().st_mode & 0o077 == 0
    assert _users(crisis / "small.board") == {"chief": ("release", "")}


def test_a_board_that_is_there_is_not_begun_again(run: Command, store: Path) -> None:
    """Nor is anything put beside one that goes on."""
    again = run("board", "night.json", "--store", store)
    beside = run("board", store, "night.plan.json")
    assert (again.exit_code, beside.exit_code) == (Exit.USAGE, Exit.USAGE)
    assert f"evacopt board {store}" in again.stderr


def test_accounts_come_change_and_go(run: Command, store: Path) -> None:
    """A role is changed without a password; a liaison is one of a state; removing leaves nobody."""
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    run("board", store, "--add-user", "paris", "--state", "FRA", typed=typed)
    run("board", store, "--add-user", "planner", "--role", "plan", typed=typed)
    assert _users(store) == {"paris": ("view", "FRA"), "planner": ("plan", "")}
    run("board", store, "--add-user", "planner", "--role", "view")
    run("board", store, "--remove-user", "paris")
    assert _users(store) == {"planner": ("view", "")}


def test_a_password_is_changed(run: Command, store: Path) -> None:
    """The new one lets in, and the old one does not."""
    with Ledger.open(store) as ledger:
        Accounts(ledger).add(User("eye", "view"), PASSWORD, by="cell")
    new = "another horse battery"
    ran = run("board", store, "--password", "eye", typed=f"{new}\n{new}\n")
    assert ran.exit_code == Exit.DONE, ran.stderr
    with Ledger.open(store) as ledger:
        assert Accounts(ledger).sign_in("eye", new)


@pytest.mark.parametrize("typed", ["short\nshort\n", f"{PASSWORD}\nother\n"])
def test_a_password_that_will_not_do_is_refused(run: Command, store: Path, typed: str) -> None:
    """Too short, or not the same twice: no account is made."""
    ran = run("board", store, "--add-user", "eye", typed=typed)
    assert ran.exit_code != Exit.DONE
    assert _users(store) == {}


def test_a_token_is_printed_once_and_ends(run: Command, store: Path) -> None:
    """It is all that stands on stdout; withdrawn it is none."""
    with Ledger.open(store) as ledger:
        Accounts(ledger).add(User("robot", "plan"), PASSWORD, by="cell")
    ran = run("board", store, "--token", "robot")
    token, label = ran.stdout.strip(), ran.stderr.split("the token ")[1].split()[0]
    with Ledger.open(store) as ledger:
        assert Accounts(ledger).of_token(token) == User("robot", "plan")
    run("board", store, "--withdraw-token", "robot", label)
    with Ledger.open(store) as ledger:
        assert Accounts(ledger).of_token(token) is None


def test_a_check_prints_the_head_and_knows_an_earlier_one(run: Command, store: Path) -> None:
    """What is printed is taken by --head, also after more was decided; another hash is not."""
    head = run("board", store, "--check").stdout.strip()
    with Ledger.open(store) as ledger:
        Accounts(ledger).add(User("eye", "view"), PASSWORD, by="cell")
    assert run("board", store, "--check", "--head", head).exit_code == Exit.DONE
    assert run("board", store, "--check", "--head", f"0 {'0' * 64}").exit_code == Exit.INVALID


def test_one_changed_byte_is_found(run: Command, store: Path) -> None:
    """Exit 3, with the change that it is in."""
    with Ledger.open(store) as ledger:
        Accounts(ledger).add(User("planner", "plan"), PASSWORD, by="cell")
    content = store.read_bytes()
    at = content.index(b'"what":"added"')
    store.write_bytes(content[:at] + content[at:].replace(b"added", b"adxed", 1))
    ran = run("board", store, "--check")
    assert ran.exit_code == Exit.INVALID
    assert "change 1" in ran.stderr


def test_a_backup_is_a_board_for_its_owner(run: Command, store: Path) -> None:
    """It can be opened, and is not put over another file."""
    copy = store.with_name("copy.board")
    assert run("board", store, "--backup", copy).exit_code == Exit.DONE
    assert copy.stat().st_mode & 0o077 == 0
    assert run("board", copy, "--check").exit_code == Exit.DONE
    assert run("board", store, "--backup", copy).exit_code == Exit.INVALID


def test_two_boards_that_were_apart_are_made_one(run: Command, store: Path) -> None:
    """What the other decided is taken over; what does not fit is named, and waits."""
    other = store.with_name("other.board")
    run("board", store, "--backup", other)
    for path, group in ((store, "FRA-b"), (other, "FRA-b"), (other, "NER-x")):
        board = Board.open(path)
        board.do(Move(group=group, parties=1, to=("AF2",)), "planner", board.state.number)
        board.close()
    ran = run("board", store, "--merge", other)
    assert ran.exit_code == Exit.DONE, ran.stderr
    assert "waits for a decision" in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--check", "--token", "eye"), "one thing at a time"),
        (("--token", "nobody"), "no user"),
        (("--remove-user", "nobody"), "no user"),
        (("--add-user", "Jean Dupont"), "no code"),
        (("--check", "--head", "yesterday"), "no head"),
    ],
)
def test_what_cannot_be_done_is_wrong_usage(
    run: Command, store: Path, words: tuple[str, ...], said: str
) -> None:
    """With the reason; nothing was changed."""
    ran = run("board", store, *words, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert ran.exit_code == Exit.USAGE
    assert said in ran.stderr


def test_what_is_missing_is_told_with_what_brings_it(
    run: Command, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the packages of the board: how to get them, before anything is begun."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ran = run("board", store)
    assert ran.exit_code == Exit.BACKEND
    assert "pip install 'evacopt[board]'" in ran.stderr
    assert command.ENDING == ".board"


@pytest.mark.parametrize("loose", [("--head", "1 abcdef0123456789"), ("--role", "plan"), ("--state", "FRA")])
def test_an_option_that_belongs_to_another_is_not_passed_over(
    run: Command, store: Path, loose: tuple[str, str]
) -> None:
    """What says more of an option that is not there is wrong usage, and opens nothing."""
    ran = run("board", store, *loose)
    assert ran.exit_code == Exit.USAGE
    assert f"{loose[0]}" in ran.stderr
    assert "with" in ran.stderr


@pytest.mark.parametrize("words", [("--host", "0.0.0.0"), ("--as", "Jean Dupont"), ("--key", "night.json")])
def test_what_would_not_be_opened_is_not_begun(run: Command, crisis: Path, words: tuple[str, str]) -> None:
    """No file is left behind that would be in the way of the next try."""
    assert run("board", "night.json", *words).exit_code == Exit.USAGE
    assert not list(crisis.glob("*.board*"))
