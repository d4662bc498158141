"""Why one group stays: every way out, what stands in it, and the least change that would bring it out."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.clock import format_time
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import with_suggestion
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan, Reason
from evacopt.errors import UsageError
from evacopt.explaining.answer import FullFlight, GroupStory, Holder, WayOut
from evacopt.explaining.forced import forced_in
from evacopt.explaining.solving import TUNING, Tuning
from evacopt.planning.options import SolveOptions
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import Candidate
from evacopt.reasons.reasons import whys_of
from evacopt.reasons.sentences import Sentences
from evacopt.reasons.slack import Slack


def group_story(
    instance: Instance,
    plan: Plan,
    group: str,
    options: SolveOptions,
    *,
    shown: int,
    tuning: Tuning = TUNING,
) -> GroupStory:
    """The story of `group` under `plan`.

    Parameters
    ----------
    options : how the plan with one more party of it is found; a limit of 0 s leaves that out
    shown : ways that are told

    Raises
    ------
    UsageError
        If there is no such group.
    """
    if group not in instance.groups.row:
        text = phrase("no group is called {group}", group=group)
        raise UsageError(with_suggestion(text, group, instance.groups.row))
    slack = Slack(instance, plan)
    party, near = instance.groups[instance.groups.row[group]], Nearest(slack)
    staying = int(slack.left[instance.groups.row[group]])
    story = GroupStory(
        group=group,
        nationality=party.nationality,
        origin=party.origin,
        priority=party.priority,
        people=party.people,
        travelling=tuple(sorted(slack.taken.get(group, {}).items())),
        staying=staying,
    )
    if not staying:
        return story
    candidates, sentences = near.of(party, tuning.of_group), Sentences(instance, party)
    return replace(
        story,
        reasons=tuple(why.reason for why in whys_of(near, party, tuning.of_group)),
        ways=tuple(_way_out(instance, way, sentences) for way in candidates[:shown]),
        more=max(len(candidates) - shown, 0),
        full=_full(slack, candidates[:shown]),
        forced=None if options.time_limit == 0 else forced_in(instance, plan, group, options, tuning),
    )


def _way_out(instance: Instance, way: Candidate, sentences: Sentences) -> WayOut:
    """An itinerary, and what stands in the way of one more party on it."""
    return WayOut(
        itinerary=way.itinerary,
        departs=format_time(instance.flight[way.itinerary[0]].departs),
        obstacles=tuple(map(Reason, (limit.code for limit in way.obstacles), sentences.each(way))),
    )


def _full(slack: Slack, candidates: list[Candidate]) -> tuple[FullFlight, ...]:
    """Flights whose seats alone stand in the way of one of `candidates`, and who holds them."""
    codes = [
        candidate.obstacles[0].subject
        for candidate in candidates
        if [obstacle.code for obstacle in candidate.obstacles] == ["seats"]
    ]
    return tuple(
        FullFlight(
            flight=code,
            seats=slack.instance.flight[code].seats * slack.sorties[slack.instance.number[code]],
            taken=slack.seats_taken[slack.instance.number[code]],
            holders=holders(slack, code),
        )
        for code in dict.fromkeys(codes)
    )


def holders(slack: Slack, flight: str) -> tuple[Holder, ...]:
    """Who is aboard `flight`, least urgent class first: the first to be asked to give way."""
    aboard = {
        group: sum(parties for itinerary, parties in taken.items() if flight in itinerary)
        for group, taken in slack.taken.items()
    }
    listed = [holder(slack.instance, group, parties) for group, parties in aboard.items() if parties]
    return tuple(sorted(listed, key=lambda row: (-row.priority, -row.people, row.group)))


def holder(instance: Instance, group: str, parties: int) -> Holder:
    """So many parties of a group."""
    row, groups = instance.groups.row[group], instance.groups
    return Holder(
        group=group,
        nationality=groups.nationality[row],
        priority=int(groups.priority[row]),
        parties=parties,
        people=parties * int(groups.people[row]),
    )
