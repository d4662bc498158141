"""The server as a process: where it may be reached, how it ends, and that it begins again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from evacopt.cli.exits import Exit
from evacopt.errors import UsageError
from evacopt.web.certificates import names_of
from evacopt.web.serve import Place, is_here, refuse_unsafe
from tests.web.served import NAME, PASSWORD, Template

BOARD = (sys.executable, "-m", "evacopt", "board")


@contextmanager
def _running(*words: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A board that is served, and the address that it printed."""
    command = [*BOARD, *map(str, words), "--port", "0"]
    command += [] if "--proposals" in words else ["--no-proposals"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        try:
            assert process.stdout is not None and process.stderr is not None
            address = process.stdout.readline().strip()
            assert address.startswith("http"), process.stderr.read()
            yield process, address
        finally:
            process.kill()


@pytest.fixture
def store(template: Template, tmp_path: Path) -> Path:
    """A copy of a board with users."""
    shutil.copytree(template.folder, tmp_path / "board")
    return tmp_path / "board" / NAME


def test_a_board_is_opened_by_its_key_and_ends_in_order(tmp_path: Path, template: Template) -> None:
    """Begun from an instance, entered by the printed address, ended while somebody waits for news."""
    from evacopt.files import write_instance
    from tests.web.served import night

    write_instance(night()[0], tmp_path / "night.json")
    with (
        _running(tmp_path / "night.json", "--store", tmp_path / "b.board") as (process, address),
        httpx.Client() as client,
    ):
        page = client.get(address, follow_redirects=True)
        assert (page.status_code, page.url.path) == (200, "/")
        base = str(page.url).rstrip("/")
        with client.stream("GET", f"{base}/live") as news:
            lines = news.iter_lines()
            assert next(line for line in lines if line.startswith("data:")) == 'data: {"number":0}'
            process.send_signal(signal.SIGINT)
            assert 'data: {"why":"stopped"}' in list(lines)
        _, said = process.communicate(timeout=60)
        assert process.returncode == Exit.DONE
        assert "opens it again" in said
    assert (tmp_path / "b.board").stat().st_mode & 0o077 == 0


def test_what_was_acknowledged_is_there_after_a_kill(store: Path, template: Template) -> None:
    """Killed twice after an answer: the next server has each change, and sessions and tokens go on."""
    request = {"kind": "move", "group": "FRA-b", "parties": 1, "to": ["AF2"]}
    token = {"authorization": f"Bearer {template.tokens['planner']}"}
    for number in range(template.first + 1, template.first + 3):
        with _running(store) as (process, address):
            body = {"request": request, "seen": number - 1}
            answer = httpx.post(f"{address}/api/1/changes", json=body, headers=token)
            assert (answer.status_code, answer.json()["number"]) == (201, number)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    with _running(store) as (process, address):
        assert httpx.get(f"{address}/api/1/groups/FRA-b", headers=token).json()["waiting"] == 1
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == Exit.DONE


def test_a_better_plan_is_found_told_and_taken(store: Path, template: Template) -> None:
    """After a change that breaks a rule a plan near it is looked for; it comes as news, and can be taken."""
    token = {"authorization": f"Bearer {template.tokens['planner']}"}
    request: dict[str, Any] = {"kind": "move", "group": "FRA-b", "parties": 3, "to": ["AF1"]}
    with _running(store, "--proposals") as (_, address), httpx.Client(headers=token, timeout=60) as client:
        with client.stream("GET", f"{address}/live?since={template.first}") as news:
            body = {"request": request, "seen": template.first}
            broken = client.post(f"{address}/api/1/changes", json=body).json()
            assert not broken["verdict"]["sound"]
            next(line for line in news.iter_lines() if line == "event: proposal")
        proposal = client.get(f"{address}/api/1/proposals").json()["proposals"][-1]
        assert (proposal["of"], proposal["verdict"]["sound"]) == (broken["number"], True)
        request = {"kind": "take", "proposal": proposal["code"]}
        body = {"request": request, "seen": broken["number"]}
        taken = client.post(f"{address}/api/1/changes", json=body)
        assert (taken.status_code, taken.json()["verdict"]["sound"]) == (201, True)


def test_a_second_server_of_one_file_is_refused(store: Path) -> None:
    """With the reason; the first goes on."""
    with _running(store) as (_, address):
        second = subprocess.run([*BOARD, store, "--port", "0"], capture_output=True, text=True, check=False)
        assert second.returncode == Exit.INVALID
        assert "open on another board" in second.stderr
        assert httpx.get(f"{address}/login").status_code == 200


@pytest.mark.parametrize(
    ("place", "accounts", "said"),
    [
        (Place(host="0.0.0.0"), True, "can be reached by others"),
        (Place(host="::"), True, "can be reached by others"),
        (Place(host="board.example"), True, "can be reached by others"),
        (Place(host="0.0.0.0", certificate=Path("c"), key=Path("k")), False, "no accounts"),
        (Place(certificate=Path("c")), True, "go together"),
    ],
)
def test_others_reach_it_with_tls_and_accounts_alone(place: Place, accounts: bool, said: str) -> None:
    """Else it is refused, with the reason."""
    with pytest.raises(UsageError, match=said):
        refuse_unsafe(place, accounts)


def test_this_machine_is_known_by_its_addresses() -> None:
    """Whatever is no address of this machine alone is one that others reach."""
    assert [is_here(host) for host in ("127.0.0.1", "::1", "localhost", "127.9.9.9")] == [True] * 4
    assert [is_here(host) for host in ("0.0.0.0", "10.0.0.1", "localhost.example", "")] == [False] * 4


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that somebody made for a host, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    return _certificate(folder, "board")


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    words += [
        "-keyout",
        str(key),
        "-out",
        str(certificate),
        "-subj",
        f"/CN={name}",
        "-days",
        "2",
    ]
    words += ["-addext", f"subjectAltName=DNS:{name}.example,DNS:localhost,IP:127.0.0.1"]
    subprocess.run(words, check=True, capture_output=True)
    return certificate, key


def test_a_certificate_says_by_which_names_the_board_is_reached(certificate: tuple[Path, Path]) -> None:
    """These are the hosts that are let in."""
    assert names_of(*certificate) == ("board.example", "localhost", "127.0.0.1")


def test_a_certificate_that_cannot_be_used_is_told_before_the_board_opens(
    certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    """The key of another one, what is none, and what is not there."""
    other = _certificate(tmp_path, "other")
    nothing = tmp_path / "nothing"
    nothing.write_text("nothing")
    for pair in ((certificate[0], other[1]), (nothing, nothing), (tmp_path / "none", certificate[1])):
        with pytest.raises(UsageError, match=r"cannot be"):
            names_of(*pair)


def test_with_tls_and_accounts_others_reach_it(store: Path, certificate: tuple[Path, Path]) -> None:
    """Over TLS 1.2 and later, with a cookie for this host, and strict transport security."""
    words = ("--host", "0.0.0.0", "--certificate", certificate[0], "--key", certificate[1])
    with _running(store, *words) as (_, address):
        port = int(address.rpartition(":")[2])
        assert address == f"https://board.example:{port}"
        trust = ssl.create_default_context(cafile=certificate[0])
        base = f"https://localhost:{port}"
        form = {"name": "eye", "password": PASSWORD, "next": "/"}
        answer = httpx.post(f"{base}/login", data=form, headers={"origin": base}, verify=trust)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"__Host-evacopt-{port}=")
        assert "Secure" in cookie
        assert "max-age" in answer.headers["strict-transport-security"]
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.load_verify_locations(certificate[0])
        with pytest.warns(DeprecationWarning):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with closing(socket.create_connection(("127.0.0.1", port))) as plain, pytest.raises(ssl.SSLError):
            old.wrap_socket(plain, server_hostname="localhost")


def test_an_address_of_others_is_exit_2(store: Path) -> None:
    """The command says why and what to do."""
    ran = subprocess.run([*BOARD, store, "--host", "0.0.0.0"], capture_output=True, text=True, check=False)
    assert ran.returncode == Exit.USAGE
    assert "--certificate" in ran.stderr
