"""Why a flight is full, or flies with empty seats, or is not flown; and who would go next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from evacopt.domain import reason_texts as texts
from evacopt.domain.clock import format_time
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import with_suggestion
from evacopt.domain.phrase import phrase, plural
from evacopt.domain.plan import Plan, Reason
from evacopt.errors import UsageError
from evacopt.explaining.answer import FlightStory, Kept
from evacopt.explaining.group_story import holders
from evacopt.explaining.solving import TUNING, Tuning
from evacopt.explaining.standby import Standby, standby
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import Obstacle
from evacopt.reasons.obstacles import Obstacles
from evacopt.reasons.sentences import Sentences, listed
from evacopt.reasons.slack import Slack


def flight_story(
    instance: Instance, plan: Plan, flight: str, *, no_shows: int, tuning: Tuning = TUNING
) -> FlightStory:
    """The story of `flight` under `plan`.

    Parameters
    ----------
    no_shows : people who are taken not to come, for the standby order

    Raises
    ------
    UsageError
        If there is no such flight.
    """
    if flight not in instance.flight:
        text = phrase("no flight is called {flight}", flight=flight)
        raise UsageError(with_suggestion(text, flight, instance.flight))
    slack, leg = Slack(instance, plan), instance.flight[flight]
    number = slack.instance.number[flight]
    flown, taken = slack.sorties[number], slack.seats_taken[number]
    kept = _kept(slack, leg, tuning.by_flight)
    next_ = standby(instance, plan, flight, no_shows, tuning) if flown else Standby((), ())
    return FlightStory(
        flight=flight,
        origin=leg.origin,
        destination=leg.destination,
        departs=format_time(leg.departs),
        status=leg.status,
        sorties=flown,
        seats=leg.seats * flown,
        taken=taken,
        why=tuple(_why(slack, leg, kept)),
        holders=holders(slack, flight),
        kept=kept,
        no_shows=no_shows,
        absent=next_.absent,
        standby=next_.called,
    )


def _why(slack: Slack, leg: Flight, kept: tuple[Kept, ...]) -> Iterator[str]:
    """In a few sentences, the state of the flight first."""
    number = slack.instance.number[leg.id]
    flown, taken = slack.sorties[number], slack.seats_taken[number]
    left = leg.seats * flown - taken
    if leg.status == "cancelled":
        yield phrase("{flight} is cancelled", flight=leg.id)
    elif not flown:
        yield from _not_flown(slack, leg, kept)
    elif not left:
        yield phrase("full: all {seats:,} seats are taken", seats=leg.seats * flown)
    else:
        seats = leg.seats * flown
        yield plural(
            "{count:,} of {seats:,} seats is empty",
            "{count:,} of {seats:,} seats are empty",
            left,
            seats=seats,
        )
        staying, waiting = _people_who_stay(slack), sum(row.people for row in kept)
        if not staying:
            yield phrase("nobody stays who could take them")
        elif not waiting:
            yield phrase("of {staying:,} who stay nobody has a way by it", staying=staying)
        else:
            yield phrase(
                "of {staying:,} who stay {waiting:,} have a way by it; what keeps them off is below",
                staying=staying,
                waiting=waiting,
            )


def _people_who_stay(slack: Slack) -> int:
    return int((slack.left * slack.instance.groups.people).sum())


def _not_flown(slack: Slack, leg: Flight, kept: tuple[Kept, ...]) -> Iterator[str]:
    """What stands in the way of one sortie; where nothing does, that it is not wanted."""
    flying, one_more = Obstacles(slack).boardings.flying, (slack.instance.number[leg.id], 1)
    limits = [*flying.more(*one_more), *flying.orders([one_more])]
    for limit in limits:
        yield phrase("not flown: {limit}", limit=_limit(slack, leg, limit))
    if not limits:
        yield (
            phrase("not flown, though an aircraft and a crew could")
            if leg.fleet
            else phrase("not flown, though it could be")
        )
        staying = _people_who_stay(slack)
        waits = sum(row.people for row in kept)
        if not staying:
            yield phrase("nobody stays who would need it; it would cost {cost:,}", cost=leg.cost)
        elif not waits:
            yield phrase(
                "of {staying:,} who stay nobody has a way by it; it would cost {cost:,}",
                staying=staying,
                cost=leg.cost,
            )
        if leg.min_load:
            yield phrase("it flies only with {people:,} people aboard", people=leg.min_load)


def _limit(slack: Slack, leg: Flight, limit: Obstacle) -> str:
    """A limit on sorties, and what takes it up."""
    when = "" if limit.minute is None else format_time(limit.minute)
    if limit.code == "fleet":
        (fleet,) = (fleet for fleet in slack.instance.fleets if fleet.id == limit.subject)
        busy = (
            other.id
            for other, flown in zip(slack.instance.schedule, slack.sorties, strict=True)
            if flown and other.fleet == fleet.id and abs(other.departs - leg.departs) < fleet.cycle
        )
        text = phrase("all {count:,} aircraft of {fleet} are in use, by {flights}")
        if when:
            text = phrase("all {count:,} aircraft of {fleet} are in use at {when}, by {flights}")
        flights = listed(busy) or phrase("none")
        return phrase(text, count=fleet.count, fleet=fleet.id, when=when, flights=flights)
    if limit.code == "crew":
        text = (
            phrase("no crew for {crew} is rested at {when}")
            if when
            else phrase("no crew for {crew} is rested")
        )
        return phrase(text, crew=limit.subject, when=when)
    if limit.code == "resource":
        return _held(slack, leg, limit)
    if limit.code not in ("movements_hour", "movements_day"):
        return phrase(texts.BY_SUBJECT[limit.code], where=limit.subject, flights=leg.id)
    text = phrase("no more aircraft may come and go at {place} in that day (at {when})")
    if limit.code == "movements_hour":
        text = phrase("no more aircraft may come and go at {place} in that hour (at {when})")
    return phrase(text, place=limit.subject, when=when)


def _held(slack: Slack, leg: Flight, limit: Obstacle) -> str:
    """A resource that is held, and by what."""
    held = slack.resources[limit.subject]
    spans = [use.held(leg) for use in slack.instance.uses_of(leg) if use.resource == limit.subject]
    busy = (
        row.flight.id
        for row in held.holdings
        if held.resource.used_up or any(row.begin < end and begin < row.end for begin, end in spans)
    )
    text = phrase("of {resource} there are {count:,}, which {flights} hold when it needs {need:,}")
    if held.resource.used_up:
        text = phrase("of {resource} there are {count:,}, which {flights} use up, and it needs {need:,}")
    flights = listed(busy) or phrase("none")
    return phrase(text, resource=limit.subject, count=held.resource.count, flights=flights, need=limit.need)


def _kept(slack: Slack, leg: Flight, most: int) -> tuple[Kept, ...]:
    """What keeps those who stay off the flight, by the best itinerary that each has by it."""
    near, groups = Nearest(slack), slack.instance.groups
    people, texts = Counter[str](), dict[str, Reason]()
    for row, left in enumerate(slack.left.tolist()):
        if left <= 0 or not (candidates := near.of(groups[row], most, by=leg.id)):
            continue
        best, party = candidates[0], groups[row]
        reason = Reason("open", phrase("nothing: no rule would be broken, see the reasons of the group"))
        if best.obstacles:
            code = best.obstacles[0].code if len(best.codes) == 1 else "combined"
            reason = Reason(code, Sentences(slack.instance, party).joined(best))
        texts.setdefault(reason.text, reason)
        people[reason.text] += left * party.people
    return most_first(texts, people)


def most_first(reasons: Mapping[str, Reason], people: Mapping[str, int]) -> tuple[Kept, ...]:
    """Reasons by their text, those of most people first."""
    order = sorted(people, key=lambda text: (-people[text], text))
    return tuple(Kept(code=reasons[text].code, text=text, people=people[text]) for text in order)
