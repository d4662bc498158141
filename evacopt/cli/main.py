"""The command `evacopt`."""

from __future__ import annotations

import contextlib
import signal
import sys

import click

from evacopt import __version__
from evacopt.cli.exits import Exit, report
from evacopt.cli.lazy import LazyGroup
from evacopt.cli.streams import close_quietly, open_streams

COMMANDS = {
    "new": ("evacopt.cli.new", "Write a workbook to fill in, with an example in every sheet."),
    "example": ("evacopt.cli.example", "Copy a real crisis that comes with evacopt, to solve or to change."),
    "register": ("evacopt.cli.register", "Make groups and a file of names of a list of persons."),
    "check": ("evacopt.cli.check", "Find every error in an instance, and what looks wrong."),
    "solve": ("evacopt.cli.solve", "Decide who flies."),
    "replan": ("evacopt.cli.replan", "Decide anew after what has happened; what has flown stays."),
    "replay": ("evacopt.cli.replay", "What would have been done hour by hour, with what was known then."),
    "compare": ("evacopt.cli.compare", "What differs between plans, or along a chain of them."),
    "simulate": ("evacopt.cli.simulate", "What a plan is worth when flights fail and people do not come."),
    "verify": ("evacopt.cli.verify", "Judge a plan again, without any solver."),
    "show": ("evacopt.cli.show", "Tables of an instance, or of a plan."),
    "explain": ("evacopt.cli.explain", "Why a group stays, why a flight is full, what more would be worth."),
    "report": ("evacopt.cli.report", "One HTML file on where things stand, for people."),
    "board": ("evacopt.cli.board", "One screen on which several people decide together who flies."),
    "export": ("evacopt.cli.export", "Lists for those who carry a plan out: manifests, calls, costs."),
    "purge": ("evacopt.cli.purge", "Remove what export wrote, and say what could not be removed."),
    "convert": ("evacopt.cli.convert", "Turn an instance into a folder, a workbook or a JSON file."),
    "generate": ("evacopt.cli.generate", "Write a synthetic instance of a family and size."),
    "bench": ("evacopt.cli.bench", "Run backends over many instances; tables and pictures."),
    "backends": ("evacopt.cli.backends", "Every solver: version, what it can do, or why it is missing."),
    "schema": ("evacopt.cli.schema", "Print the JSON Schema of an instance."),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Results go to stdout, everything else to stderr. An INSTANCE is a folder, an .xlsx or a .json.",
)
@click.version_option(__version__, message="evacopt %(version)s")
def evacopt() -> None:
    """Who sits on which evacuation flight: decided in seconds, and checked."""


def main() -> None:
    """Run the command line and leave the process with its exit code."""
    open_streams()
    for stream in (sys.stdout, sys.stderr):
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            reconfigure(errors="replace")  # a letter that the terminal does not know is no failure
    _end_in_order()
    sys.exit(_run())


def _run() -> int:
    """The exit code; click prints help and wrong usage itself, and what it cannot print is said here."""
    try:
        return int(evacopt.main(prog_name="evacopt", standalone_mode=False) or Exit.DONE)
    except click.ClickException as wrong:
        with contextlib.suppress(OSError):
            wrong.show()
        return wrong.exit_code
    except click.Abort:
        return report(KeyboardInterrupt())
    except OSError as failure:
        return report(failure)
    finally:
        for stream in (sys.stdout, sys.stderr):
            close_quietly(stream)


def _end_in_order() -> None:
    """Being asked to end, or losing the terminal, is as Ctrl-C: what was begun is put away."""
    for number in filter(None, (signal.SIGTERM, getattr(signal, "SIGHUP", None))):
        if signal.getsignal(number) == signal.SIG_DFL:  # under nohup it is ignored, and stays so
            signal.signal(number, signal.default_int_handler)
