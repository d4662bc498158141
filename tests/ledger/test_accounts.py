"""Accounts: who may what, what is told of it, and that no secret is in the file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from evacopt.errors import LedgerError, UsageError
from evacopt.ledger import passwords
from evacopt.ledger.account_change import AccountChange
from evacopt.ledger.accounts import Accounts, Role, SignInError, User
from evacopt.ledger.ledger import Ledger
from evacopt.ledger.passwords import fits, hashed
from evacopt.ledger.throttle import FREE, LONGEST
from tests.ledger.made import GENESIS, restored, tampered

WORDS = "nine quiet ferries at dusk"
OTHER = "five loud lorries at dawn"


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 29, 22, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def goes(self, **length: float) -> None:
        self.now += timedelta(**length)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that are made in no time: how long they take is for one test alone."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("evacopt.ledger.passwords._hasher", lambda: quick)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(path: Path, clock: Clock) -> Iterator[Ledger]:
    with Ledger.create(path, GENESIS, clock=clock) as made:
        yield made


@pytest.fixture
def accounts(ledger: Ledger) -> Accounts:
    """One user, `ops`, who may plan."""
    made = Accounts(ledger)
    made.add(User("ops", "plan"), WORDS, by="setup")
    return made


def told(ledger: Ledger) -> list[str]:
    """What the ledger tells of accounts."""
    return [str(AccountChange.of(change.content).sentence) for change in ledger.changes()]


@pytest.mark.parametrize(
    ("role", "may"),
    [("view", ["view"]), ("plan", ["view", "plan"]), ("release", ["view", "plan", "release"])],
)
def test_a_role_may_what_those_below_it_may(role: Role, may: list[Role]) -> None:
    """To look, to plan, to release: in this order."""
    roles: tuple[Role, ...] = ("view", "plan", "release")
    assert [other for other in roles if User("ops", role).may(other)] == may


def test_every_change_of_accounts_is_told(ledger: Ledger, accounts: Accounts) -> None:
    """By whom and in words; the chain holds them like any other change."""
    accounts.add(User("fra-desk", "view", "FRA"), OTHER, by="ops")
    accounts.change(User("ops", "release"), by="setup")
    accounts.set_password("ops", OTHER, by="ops")
    accounts.new_token("ops", "registration", by="ops")
    accounts.withdraw_token("ops", "registration", by="ops")
    accounts.remove("fra-desk", by="ops")
    assert told(ledger) == [
        "the user ops was added with the role plan",
        "the user fra-desk was added with the role view, as liaison of FRA",
        "the user ops has the role release now",
        "the user ops was given a new password",
        "a token registration was made for programs of the user ops",
        "the token registration of the user ops was withdrawn",
        "the user fra-desk was removed",
    ]
    assert [change.user for change in ledger.changes()] == [
        "setup",
        "ops",
        "setup",
        "ops",
        "ops",
        "ops",
        "ops",
    ]
    assert accounts.users() == (User("ops", "release"),)


def test_no_secret_is_in_the_file(path: Path, ledger: Ledger, accounts: Accounts) -> None:
    """Neither password, session, token nor what was typed for a code is in the file, or beside it."""
    session = accounts.sign_in("ops", WORDS)
    token = accounts.new_token("ops", "registration", by="ops")
    with pytest.raises(SignInError):
        accounts.sign_in("Anna Schmidt", "hunter2 hunter2")
    ledger.backup(path.with_name("copy.board"))
    ledger.close()
    for file in path.parent.iterdir():
        content = file.read_bytes()
        for secret in (WORDS, session, token, "Anna Schmidt", "hunter2"):
            assert secret.encode() not in content
        assert file.suffix != ".board" or b"$argon2id$" in content


def test_who_signs_in_is_known(accounts: Accounts) -> None:
    """By the secret of the session, until it is signed out."""
    secret = accounts.sign_in("ops", WORDS)
    assert accounts.signed_in(secret) == User("ops", "plan")
    assert accounts.signed_in("x" + secret[1:]) is None
    assert accounts.signed_in("") is None
    accounts.sign_out(secret)
    assert accounts.signed_in(secret) is None


@pytest.mark.parametrize(
    ("name", "password"), [("ops", OTHER), ("nobody", WORDS), ("", ""), ("ops", "\udcff" * 12)]
)
def test_what_is_wrong_is_not_said(accounts: Accounts, name: str, password: str) -> None:
    """A code that nobody has and a wrong password give the same answer."""
    with pytest.raises(SignInError, match="the code of the user or the password is wrong"):
        accounts.sign_in(name, password)


def test_a_session_ends_when_nothing_is_asked(accounts: Accounts, clock: Clock) -> None:
    """Half an hour after the last question, however often it was asked before."""
    secret = accounts.sign_in("ops", WORDS)
    for _ in range(5):
        clock.goes(minutes=29)
        assert accounts.signed_in(secret) is not None
    clock.goes(minutes=32)
    assert accounts.signed_in(secret) is None


def test_a_session_ends_after_a_shift(accounts: Accounts, clock: Clock) -> None:
    """Twelve hours after it began, though it was in use all the time."""
    secret = accounts.sign_in("ops", WORDS)
    for _ in range(36):
        clock.goes(minutes=20)
        assert accounts.signed_in(secret) is not None
    clock.goes(minutes=1)
    assert accounts.signed_in(secret) is None


def test_sessions_survive_a_restart(path: Path, clock: Clock) -> None:
    """Who was signed in goes on when the server was started again."""
    with Ledger.create(path, GENESIS, clock=clock) as ledger:
        accounts = Accounts(ledger)
        accounts.add(User("ops", "plan"), WORDS, by="setup")
        secret = accounts.sign_in("ops", WORDS)
    with Ledger.open(path, clock=clock) as ledger:
        assert Accounts(ledger).signed_in(secret) == User("ops", "plan")


def test_other_rights_end_sessions(accounts: Accounts) -> None:
    """Another role, another password and removal sign a user out everywhere; removal ends tokens too."""
    token = accounts.new_token("ops", "registration", by="ops")
    secret = accounts.sign_in("ops", WORDS)
    accounts.change(User("ops", "view"), by="setup")
    assert accounts.signed_in(secret) is None
    secret = accounts.sign_in("ops", WORDS)
    accounts.set_password("ops", OTHER, by="ops")
    assert accounts.signed_in(secret) is None
    secret = accounts.sign_in("ops", OTHER)
    assert accounts.of_token(token) == User("ops", "view")
    accounts.remove("ops", by="setup")
    assert accounts.signed_in(secret) is None
    assert accounts.of_token(token) is None


def test_a_token_ends_on_its_day(accounts: Accounts, clock: Clock) -> None:
    """It speaks for its user until then, or until it is withdrawn."""
    token = accounts.new_token("ops", "registration", by="ops", lasts=timedelta(days=2))
    clock.goes(days=1)
    assert accounts.of_token(token) == User("ops", "plan")
    assert accounts.of_token(token + "x") is None
    clock.goes(days=1, seconds=1)
    assert accounts.of_token(token) is None
    second = accounts.new_token("ops", "lists", by="ops")
    accounts.withdraw_token("ops", "lists", by="ops")
    assert accounts.of_token(second) is None


def test_wrong_passwords_make_wait(path: Path, clock: Clock) -> None:
    """After five each try waits longer, up to a quarter of an hour; no right one and no restart lifts it."""
    with Ledger.create(path, GENESIS, clock=clock) as ledger:
        accounts = Accounts(ledger)
        accounts.add(User("ops", "plan"), WORDS, by="setup")
        waits = []
        for _ in range(FREE + 12):
            with pytest.raises(SignInError, match="is wrong"):
                accounts.sign_in("ops", OTHER)
            with ledger.reading() as base:
                (failed,) = base.execute("SELECT failed FROM attempts").fetchone()
            if failed >= FREE:
                with pytest.raises(SignInError, match="too many wrong passwords: try again in") as error:
                    accounts.sign_in("ops", WORDS)
                waits.append(error.value.wait)
                clock.goes(seconds=error.value.wait.total_seconds())
    assert waits[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST
    with Ledger.open(path, clock=clock) as ledger:
        accounts = Accounts(ledger)
        clock.goes(seconds=-1)
        with pytest.raises(SignInError, match="try again in 1 seconds"):
            accounts.sign_in("ops", WORDS)
        clock.goes(seconds=1)
        assert accounts.signed_in(accounts.sign_in("ops", WORDS)) == User("ops", "plan")


def test_a_code_that_nobody_has_is_throttled_alike(accounts: Accounts) -> None:
    """Otherwise the wait would tell which codes there are."""
    for _ in range(FREE):
        with pytest.raises(SignInError, match="is wrong"):
            accounts.sign_in("nobody", OTHER)
    with pytest.raises(SignInError, match="too many"):
        accounts.sign_in("nobody", OTHER)
    accounts.sign_in("ops", WORDS)


def test_a_new_password_lifts_the_wait(accounts: Accounts) -> None:
    """Whoever may give passwords can let a user in again."""
    for _ in range(FREE):
        with pytest.raises(SignInError):
            accounts.sign_in("ops", OTHER)
    accounts.set_password("ops", OTHER, by="setup")
    accounts.sign_in("ops", OTHER)


@pytest.mark.parametrize(
    ("user", "password", "reason"),
    [
        (User("Anna Schmidt", "plan"), WORDS, "never the name of a person"),
        (User("ops", "plan"), WORDS, "there is a user ops already"),
        (User("a", "chief"), WORDS, "'chief' is no role: write view or plan or release"),  # type: ignore[arg-type]
        (User("a", "view", "la France"), WORDS, "is no state"),
        (User("a", "plan", "FRA"), WORDS, "who can only view"),
        (User("a", "plan"), "short", "12 to 256 characters"),
        (User("a", "plan"), "x" * 257, "12 to 256 characters"),
        (User("a", "plan"), "abababababababab", "is guessed"),
        (User("planner-2", "plan"), "PLANNER-2 is here", "is guessed"),
    ],
)
def test_accounts_that_cannot_be(
    ledger: Ledger, accounts: Accounts, user: User, password: str, reason: str
) -> None:
    """They are refused in words that do not repeat the password, and nothing is told."""
    with pytest.raises(UsageError, match=reason) as error:
        accounts.add(user, password, by="setup")
    assert password not in str(error.value)
    assert len(told(ledger)) == 1


def test_whom_there_is_not(accounts: Accounts) -> None:
    """What is asked of a user or token that is not there names it, and the nearest."""
    with pytest.raises(UsageError, match="there is no user 'opps' on this board: did you mean ops"):
        accounts.change(User("opps", "view"), by="setup")
    with pytest.raises(UsageError, match="ops has no token lists"):
        accounts.withdraw_token("ops", "lists", by="setup")
    accounts.new_token("ops", "lists", by="setup")
    with pytest.raises(UsageError, match="has a token lists already"):
        accounts.new_token("ops", "lists", by="setup")
    with pytest.raises(UsageError, match="is no label"):
        accounts.new_token("ops", "Anna's laptop", by="setup")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE users SET role = 'release'",
        "UPDATE users SET state = ''",
        "INSERT INTO users VALUES ('spy', 'release', '', '')",
        "DELETE FROM users",
    ],
)
def test_rights_that_somebody_altered_in_the_file_are_found(path: Path, statement: str) -> None:
    """The ledger tells who has which role, so a role that nobody gave is no role."""
    with Ledger.create(path, GENESIS) as ledger:
        Accounts(ledger).add(User("fra-desk", "view", "FRA"), WORDS, by="setup")
    base = tampered(path)
    base.execute(statement)
    restored(base)
    with (
        Ledger.open(path) as ledger,
        pytest.raises(LedgerError, match=r"the account \S+ is not as the ledger tells"),
    ):
        Accounts(ledger)


def test_hashes_cost_a_thief_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are of argon2id, above the least that OWASP asks for, each with a salt of its own."""
    monkeypatch.undo()
    hashes = [hashed(WORDS), hashed(WORDS)]
    assert all(text.startswith("$argon2id$v=19$m=32768,t=3,p=1$") for text in hashes)
    assert hashes[0] != hashes[1]
    assert fits(WORDS, hashes[0])
    assert not fits(OTHER, hashes[0])
    assert not fits(WORDS, None)
    assert not fits(WORDS, "no hash")


def test_a_password_is_the_same_from_every_keyboard() -> None:
    """An umlaut in one character or in two is one password."""
    assert fits("zu\u0308rich zu\u0308rich", hashed("z\u00fcrich z\u00fcrich"))


def test_the_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accounts need an extra, and who has not installed it is told how."""
    monkeypatch.undo()
    passwords._hasher.cache_clear()
    monkeypatch.setitem(sys.modules, "argon2", None)
    with pytest.raises(UsageError, match=r"pip install 'evacopt\[board\]'"):
        fits(WORDS, None)


def test_tries_side_by_side_are_counted_one_by_one(accounts: Accounts) -> None:
    """Twenty at once give no more than five looks at the password."""

    def tried(number: int) -> str:
        with pytest.raises(SignInError) as error:
            accounts.sign_in("ops", f"{OTHER} {number}")
        return str(error.value)[:8]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(tried, range(20)))
    assert answers.count("too many") == 20 - FREE
