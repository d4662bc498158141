"""What only a real process shows: signals, pipes, start-up."""

from __future__ import annotations

import importlib.abc
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evacopt import __main__ as starter
from evacopt.files import read_plan
from tests.end_to_end.shell import COMMAND, SMALL, environment, shell

# A solver that has a plan and goes on until Ctrl-C.
_WAITS = """
import signal, time
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests may themselves run under nohup
from evacopt.planning import solve as module
from evacopt.planning.result import Progress, Result
real = module.solve

def solve(instance, **options):
    plan = real(instance, **{**options, "on_progress": None}).plan
    try:
        print("ready", flush=True)
        time.sleep(600)
    except KeyboardInterrupt:
        return Result("interrupted", plan)

module.solve = solve
from evacopt.cli.main import main
main()
"""


ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, being asked to end, and a terminal that is closed."""


def _interrupt_when_ready(words: list[str], by: signal.Signals) -> tuple[int, str]:
    """Exit code and stderr of a process that gets a signal as soon as it says that it is ready."""
    with subprocess.Popen(
        words, env=environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(by)
        _, errors = process.communicate()  # however long the machine takes; it does not wait for ever
    return process.returncode, errors


@pytest.mark.sibling("13")
@pytest.mark.parametrize("by", ENDS)
def test_ctrl_c_writes_the_best_plan(tmp_path: Path, by: signal.Signals) -> None:
    """A signal to the process: exit 130, the plan file is there and passes the judge."""
    out = tmp_path / "x.plan.json"
    words = [sys.executable, "-c", _WAITS, "solve", str(SMALL), "-o", str(out)]
    code, errors = _interrupt_when_ready(words, by)
    assert code == 130, errors
    assert "Traceback" not in errors
    assert shell("verify", SMALL, out).returncode == 0


def test_ctrl_c_while_reading_is_no_bug() -> None:
    """SIGINT before there is anything to save: exit 130 and one line."""
    slow = (
        "import time, evacopt.files as f\n"
        "def wait(path):\n    print('ready', flush=True)\n    time.sleep(600)\n"
        "f.read_instance = wait\n"
        "from evacopt.cli.main import main\nmain()\n"
    )
    words = [sys.executable, "-c", slow, "show", str(SMALL)]
    assert _interrupt_when_ready(words, signal.SIGINT) == (130, "evacopt: interrupted\n")


@pytest.mark.parametrize("words", [["show"], ["show", "--json"], ["check"]])
def test_a_reader_that_goes_away_is_no_error(words: list[str]) -> None:
    """`evacopt show … | head` says nothing on stderr and keeps the exit code."""
    command = [*COMMAND, words[0], str(SMALL), *words[1:]]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.wait(timeout=60), errors) == (0, b"")


def test_a_title_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """An escape in the title of an instance comes out as a replacement mark, in text and in JSON."""
    for path in SMALL.iterdir():
        text = path.read_text().replace("Two ways out", "\\u001b[2J[bold]x[/bold]")
        (tmp_path / path.name).write_text(text)
    for words in ([], ["--json"]):
        ran = shell("show", tmp_path, *words)
        assert "\x1b" not in ran.stdout + ran.stderr
    assert ran.returncode in {0, 3}


def test_output_fits_an_old_terminal() -> None:
    """At 80 columns no line of the page runs over."""
    narrow = {**environment(), "COLUMNS": "80"}
    ran = subprocess.run(
        [*COMMAND, "show", str(SMALL)], env=narrow, capture_output=True, text=True, check=True
    )
    assert max(map(len, ran.stdout.splitlines())) <= 80


def test_letters_that_the_terminal_lacks_are_no_bug() -> None:
    """In an ASCII locale the page still comes, with marks instead of letters."""
    plain = {**environment(), "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run([*COMMAND, "show", str(SMALL)], env=plain, capture_output=True, check=True)
    assert b"35 people wait" in ran.stdout


@pytest.mark.sibling("13")
def test_nohup_is_heeded() -> None:
    """Under nohup a closed terminal ends nothing: a signal that is ignored stays so."""
    code = (
        "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from evacopt.cli.main import _end_in_order\n_end_in_order()\n"
        "print(signal.getsignal(signal.SIGHUP).name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), text=True, stdout=subprocess.PIPE, check=True
    )
    assert done.stdout == "SIG_IGN\n"


@pytest.mark.sibling("13")
@pytest.mark.parametrize(
    "closed",
    [
        pytest.param("<&-", id="stdin"),
        pytest.param(">&-", id="stdout"),
        pytest.param("2>&-", id="stderr"),
        pytest.param("<&- >&- 2>&-", id="all"),
    ],
)
def test_streams_that_are_closed_cost_no_plan(tmp_path: Path, closed: str) -> None:
    """As under a service manager that gives none: no pipe of ours takes the number of a standard stream."""
    out = tmp_path / "x.plan.json"
    _in_a_shell(f'exec "$@" {closed}', "solve", SMALL, "-q", "-o", out)
    assert read_plan(out).goals


@pytest.mark.sibling("13")
def test_workers_of_what_if_without_streams(tmp_path: Path) -> None:
    """Nor in the processes that solve variants side by side."""
    _in_a_shell('exec "$@" <&- 2>&-', "solve", SMALL, "-q", "--what-if", "cancel UK", "--json")


@pytest.mark.sibling("13")
def test_the_library_in_a_process_without_streams(tmp_path: Path) -> None:
    """A daemon that uses evacopt gets its plan as the command does."""
    code = (
        "import sys, evacopt as ev\nev.write_plan(ev.solve(ev.read_instance(sys.argv[1])).plan, sys.argv[2])"
    )
    words = [sys.executable, "-P", "-c", code, str(SMALL), str(tmp_path / "x.plan.json")]
    subprocess.run(
        ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *words], env=environment(), check=True, timeout=60
    )
    assert read_plan(tmp_path / "x.plan.json").goals


@pytest.mark.sibling("13")
def test_a_limit_on_memory_that_is_enough(tmp_path: Path) -> None:
    """What the shell allows is less than what a solver may take of the machine: no reason to fail."""
    _in_a_shell('ulimit -v 2000000; exec "$@"', "solve", SMALL, "-q", "-o", tmp_path / "x.plan.json")


def _in_a_shell(script: str, *words: object) -> None:
    """Run `evacopt words` by a shell that does as `script` says; it must end well."""
    command = ["sh", "-c", script, "sh", *COMMAND, *map(str, words)]
    ran = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.sibling("13")
def test_ctrl_c_while_the_command_is_loaded_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGINT before anything of the command is there: exit 130, no traceback."""

    class Interrupting(importlib.abc.MetaPathFinder):
        """Where the module is looked for, Ctrl-C comes."""

        def find_spec(self, name: str, *_: object) -> None:
            if name == "evacopt.cli.main":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "evacopt.cli.main", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    monkeypatch.setattr(starter, "leave_working_folder", lambda: None)
    with pytest.raises(SystemExit) as ended:
        starter.main()
    assert (ended.value.code, capsys.readouterr().err) == (130, "evacopt: interrupted\n")
