"""Who may be called: nothing unencrypted leaves this machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evacopt.errors import UsageError
from evacopt.spread.cluster import Tls, cluster, refuse_open


@pytest.mark.parametrize(
    "off", ["tcp://10.0.0.5:8786", "tcp://example.org:8786", "tcp://[2001:db8::1]:8786", "tcp://0.0.0.0:8786"]
)
def test_off_this_machine_only_with_tls(off: str) -> None:
    """Refused with the reason and the remedy, before anybody is called."""
    with pytest.raises(UsageError, match=r"not encrypted: .* use tls:// with --tls-ca"), cluster(off):
        pass


@pytest.mark.parametrize("here", ["tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1"])
def test_loopback_needs_no_tls(here: str) -> None:
    """What does not leave the machine is let through."""
    refuse_open(here, Tls())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("tls://10.0.0.5:8786", "needs --tls-ca, --tls-cert and --tls-key"),
        ("10.0.0.5:8786", "is no address of a cluster"),
        ("http://127.0.0.1", "is no address of a cluster"),
    ],
)
def test_addresses_that_do_not_do(wrong: str, told: str) -> None:
    """Each with what is missing."""
    with pytest.raises(UsageError, match=told):
        refuse_open(wrong, Tls())


def test_tls_files_must_be_there(tmp_path: Path) -> None:
    """Found out before anybody is called."""
    none = tmp_path / "none.pem"
    with pytest.raises(UsageError, match="is no file"):
        refuse_open("tls://10.0.0.5:1", Tls(ca=none, cert=none, key=none))


def test_nobody_answers() -> None:
    """A sentence, not a traceback."""
    with (
        pytest.raises(UsageError, match="no cluster answers at"),
        cluster("tcp://127.0.0.1:9", within=0.5),
    ):
        pass


def test_without_dask_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the extra of evacopt."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"pip install 'evacopt\[cluster\]'"),
        cluster("tcp://127.0.0.1:1"),
    ):
        pass
