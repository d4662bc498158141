"""generate, and convert from published formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.cli.exits import Exit
from evacopt.files import read_instance
from evacopt.generation.generate import generate
from tests.cli.conftest import Command


@pytest.mark.parametrize("name", ["out", "out.json", "out.xlsx"])
def test_what_is_written_is_what_is_generated(run: Command, tmp_path: Path, name: str) -> None:
    """Every container holds the instance that the Python function gives."""
    words = ("mixed", "-o", tmp_path / name, "--seed", 4, "--people", 90, "--param", "days=3")
    ran = run("generate", *words, "--param", "caps=100")
    assert ran.exit_code == Exit.DONE, ran.stderr
    assert ran.stdout == ""
    assert read_instance(tmp_path / name) == generate("mixed", people=90, seed=4, days=3, caps=100)


def test_parquet_is_written_when_asked(run: Command, tmp_path: Path) -> None:
    """`--parquet` makes tables of a folder Parquet, with `convert` as with `generate`."""
    run("generate", "surge", "-o", tmp_path / "one", "--people", 50, "--parquet")
    run("convert", tmp_path / "one", tmp_path / "two", "--parquet")
    for folder in ("one", "two"):
        assert (tmp_path / folder / "groups.parquet").exists()
        assert not (tmp_path / folder / "groups.csv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("surge", "--param", "days"), "must be written as key=value"),
        (("surge", "--param", "people=3"), "is an option of its own: --people"),
        (("surge", "--param", "dais=3"), "did you mean days"),
        (("surge", "--people", "0"), "--people"),
        (("serge",), "serge"),
    ],
)
def test_wrong_words_are_usage_errors(
    run: Command, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """Exit 2, what is wrong, and nothing written."""
    ran = run("generate", *words, "-o", tmp_path / "out")
    assert ran.exit_code == Exit.USAGE
    assert said in ran.stderr
    assert not (tmp_path / "out").exists()


def test_what_exists_is_kept(run: Command, tmp_path: Path) -> None:
    """Without `--force` an instance that is there is not replaced."""
    words = ("generate", "surge", "-o", tmp_path / "out", "--people", 20)
    assert run(*words).exit_code == Exit.DONE
    assert run(*words).exit_code == Exit.USAGE
    assert run(*words, "--force").exit_code == Exit.DONE


def test_convert_from_a_published_format(run: Command, tmp_path: Path) -> None:
    """`--from mkp` reads two knapsacks and three items."""
    (tmp_path / "three.txt").write_text("2\n3\n10\n6\n5 7\n6 8\n4 3\n")
    ran = run("convert", tmp_path / "three.txt", tmp_path / "three", "--from", "mkp")
    assert ran.exit_code == Exit.DONE, ran.stderr
    instance = read_instance(tmp_path / "three")
    assert [flight.seats for flight in instance.flights] == [10, 6]
    assert instance.groups.weight.tolist() == [7, 8, 3]


def test_convert_tells_the_line(run: Command, tmp_path: Path) -> None:
    """A broken file is exit 3 with file, line and rule."""
    (tmp_path / "broken.txt").write_text("2\n3\n10\n6\n5 7\nsix 8\n")
    ran = run("convert", tmp_path / "broken.txt", tmp_path / "out", "--from", "mkp")
    assert ran.exit_code == Exit.INVALID
    assert "broken.txt:6: must be an integer, got six" in ran.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [("--from", "mkp", "--case", "1"), ("--case", "1")])
def test_cases_go_with_rsp(run: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    """`--case` without a format that has cases is exit 2."""
    (tmp_path / "one.txt").write_text("1\n1\n10\n5 7\n")
    ran = run("convert", tmp_path / "one.txt", tmp_path / "out", *words)
    assert ran.exit_code == Exit.USAGE
    assert "case" in ran.stderr
