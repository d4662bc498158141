"""What the Tab key offers, as the shells ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from evacopt.backends.registry import BACKENDS
from evacopt.cli.main import evacopt
from evacopt.generation.families import FAMILIES

NIAMEY = str(Path(__file__).parents[2] / "instances" / "niamey-2023")


def _offered(*words: str) -> set[str]:
    """What may stand for the last of `words`."""
    asked = ShellComplete(evacopt, {}, "evacopt", "_EVACOPT_COMPLETE")
    return {item.value for item in asked.get_completions(list(words[:-1]), words[-1])}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("so",), {"solve"}),
        (("solve", NIAMEY, "--backend", "s"), {"scip", "scale"}),
        (("solve", NIAMEY, "--backend", "highs,cp"), {"highs,cpsat"}),
        (("backends", "--check", ""), {"auto", *BACKENDS}),
        (("generate", ""), set(FAMILIES)),
        (("example", "niam"), {"niamey-2023"}),
        (("explain", NIAMEY, "--group", "FRA-8a"), {"FRA-8a"}),
        (("explain", NIAMEY, "--flight", "ES"), {"ES1"}),
        (("replan", NIAMEY, "p.json", "--cancel", "ES"), {"ES1"}),
        (("replan", NIAMEY, "p.json", "--delay", "ES"), {"ES1="}),
        (("explain", "nowhere", "--group", ""), set()),
    ],
)
def test_offered(words: tuple[str, ...], offered: set[str]) -> None:
    """Names that begin as what was typed, and no others."""
    assert _offered(*words) == offered


def test_campaigns_are_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TOML files, and folders on the way to more of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "more").mkdir()
    for name in ("one.toml", "one.csv", "more/two.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert _offered("bench", "") == {"one.toml", "more/"}
    assert _offered("bench", "more/") == {"more/two.toml"}
    assert _offered("bench", "none/") == set()


def test_large_instances_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for seconds at the Tab key."""
    monkeypatch.setattr("evacopt.cli.completion.MOST_BYTES", 10)
    assert _offered("explain", NIAMEY, "--flight", "") == set()
