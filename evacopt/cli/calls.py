"""Whom to call, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evacopt.cli.streams import say
from evacopt.domain.phrase import joined, plural

if TYPE_CHECKING:
    from evacopt.domain.call_forward import CallForward
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


def calls_of(instance: Instance, plan: Plan, alpha: float, stories: Path | None) -> CallForward:
    """Who is called, with how many that is beyond the plan said on stderr."""
    from evacopt.calling.call import call_forward
    from evacopt.output.wording import refused_words
    from evacopt.scenarios.story_file import read_stories

    told = read_stories(stories, instance) if stories else ()
    calls = call_forward(instance, plan, alpha=alpha, stories=told)
    more = int(calls.called.parties.sum() - plan.assignments.parties.sum())
    beyond = plural(
        "{count:,} party is called beyond the plan.", "{count:,} parties are called beyond the plan.", more
    )
    say(joined(" ", (beyond, refused_words(calls))))
    return calls
