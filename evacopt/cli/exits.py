"""What the commands answer to the shell, and what they say when something is wrong."""

from __future__ import annotations

import errno
import os
import traceback
from enum import IntEnum
from typing import TYPE_CHECKING

from evacopt.backends.memory import is_lack_of_memory, memory_words
from evacopt.cli.streams import answer_json, kept_elsewhere, say
from evacopt.domain.finding import Finding, first_lines
from evacopt.domain.gathered import told_once
from evacopt.domain.phrase import headed, phrase, plural
from evacopt.errors import BackendError, EvacoptError, InvalidInput, LedgerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacopt.domain.violation import Violation


class Exit(IntEnum):
    """The exit codes; scripts rely on them."""

    DONE = 0
    BUG = 1
    USAGE = 2
    INVALID = 3
    INFEASIBLE = 4
    NO_PLAN = 5
    BROKEN = 6
    BACKEND = 7
    INTERRUPTED = 130


REFUSALS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.EIO})
"""What the system says where a disk is full or fails, or too many files are open: no bug of ours."""


_OF_KIND = {BackendError: Exit.BACKEND, LedgerError: Exit.INVALID}


def report(failure: BaseException, *, as_json: bool = False) -> Exit:
    """Say on stderr what went wrong, in words fit for a planner, and give the exit code of it.

    Parameters
    ----------
    as_json
        Whether a program asked: it gets all findings on stdout.
    """
    if os.environ.get("EVACOPT_DEBUG") == "1" and not isinstance(failure, KeyboardInterrupt):
        say("".join(traceback.format_exception(failure)).rstrip())
    if isinstance(failure, InvalidInput):
        return _report_findings(failure.findings, as_json=as_json)
    if isinstance(failure, EvacoptError):
        say(phrase("evacopt: {failure}", failure=failure.why))
        return next((code for kind, code in _OF_KIND.items() if isinstance(failure, kind)), Exit.USAGE)
    if isinstance(failure, KeyboardInterrupt):
        say(phrase("evacopt: interrupted"))
        return Exit.INTERRUPTED
    if is_lack_of_memory(failure):
        words = memory_words(f"{failure}")
        lack = phrase("evacopt: not enough memory on this machine, or by its limits (ulimit)")
        say(headed(lack, words) if words else lack)
        return Exit.NO_PLAN
    return _report_other(failure)


def _report_findings(findings: Sequence[Finding], *, as_json: bool) -> Exit:
    if as_json:
        with kept_elsewhere():
            answer_json({"valid": False, "errors": findings})
    for line in first_lines(told_once(findings), say=finding_line):
        say(line)
    errors = sum(finding.severity == "error" for finding in findings)
    say(
        plural(
            "evacopt: {count} error in the data; nothing was done",
            "evacopt: {count} errors in the data; nothing was done",
            errors,
        )
    )
    return Exit.INVALID


def finding_line(finding: Finding) -> str:
    """A finding as a line of text, with what is only a warning called so."""
    return headed(phrase("warning"), str(finding)) if finding.severity == "warning" else str(finding)


def say_broken(violations: Sequence[Violation], result: str) -> Exit:
    """Say which rules a plan breaks, and with what result: what was not written."""
    for line in first_lines(violations):
        say(line)
    say(
        plural(
            "evacopt: the plan breaks {count} rule, {result}",
            "evacopt: the plan breaks {count} rules, {result}",
            len(violations),
            result=result,
        )
    )
    return Exit.BROKEN


def _report_other(failure: BaseException) -> Exit:
    if isinstance(failure, BrokenPipeError):
        return Exit.DONE  # a reader that went away has seen what it wanted
    if isinstance(failure, OSError) and (failure.filename is not None or failure.errno in REFUSALS):
        place = f"{failure.filename}: " if failure.filename is not None else ""
        say(phrase("evacopt: {failure}", failure=f"{place}{failure.strerror}"))
        return Exit.USAGE
    kind = type(failure).__name__
    say(
        phrase(
            "evacopt: this is a bug in evacopt, please report it: {kind}: {failure}",
            kind=kind,
            failure=failure,
        )
    )
    if os.environ.get("EVACOPT_DEBUG") != "1":
        say(phrase("evacopt: run it again with EVACOPT_DEBUG=1 in the environment to see where"))
    return Exit.BUG
