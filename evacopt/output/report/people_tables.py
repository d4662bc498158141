"""Who gets out and who stays: by class, by nationality, by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from evacopt.domain.first_names import first_names
from evacopt.domain.phrase import figure, joined, phrase, phrase_about
from evacopt.output.records import CountLine, GoalLine, K, PlanView, RuleLine, StayLine, heaped
from evacopt.output.report.words import UNSAID
from evacopt.output.table import Cell, Column, Table, per_cent, table
from evacopt.output.wording import LIMITS, goal_figure, percent, what_is_known

NATIONALITIES_SHOWN = 60
REASONS_SHOWN = 25
CODES_SHOWN = 12


def count_columns(head: str) -> tuple[Column, ...]:
    """The columns of a table of people out and left."""
    heads = (phrase("people"), phrase("out"), phrase_about("people", "left"), phrase("left %"))
    return (Column(head, "code"), *map(Column, heads), Column(phrase("part left"), "bar"))


def count_row(line: CountLine) -> tuple[Cell, ...]:
    """The cells of one line of people."""
    part = per_cent(line.left, line.people)
    return line.name, line.people, line.served, line.left, percent(line.left_ppm), part


def classes_table(classes: Sequence[CountLine]) -> Table:
    """Most urgent first."""
    rows = [count_row(row) for row in classes]
    return table(phrase("By class, most urgent first"), count_columns(phrase("class")), rows)


def tags_tables(view: PlanView) -> Iterator[Table]:
    """People of parties with each tag, who may have several; they have no sum."""
    rows = (view.airfield or {}).get("tags", ())
    if rows:
        lines = [CountLine.of(row["tag"], people=row["people"], served=row["served"]) for row in rows]
        yield table(phrase("By tag"), count_columns(phrase("tag")), list(map(count_row, lines)))


def nationalities_table(
    lines: Sequence[CountLine], *, shown: int, caption: str, named: bool = False
) -> Table:
    """The first of those `lines` of which people are left, the rest summed, and the sum of all.

    With `named` those of which nobody is left are named below.
    """
    left = [line for line in lines if line.left][:shown]
    rest = lines[len(left) :]
    rows = [count_row(row) for row in left]
    if rest:
        name = phrase("{count:,} others") if left else phrase("{count:,} in all")
        rows.append(count_row(summed(phrase(name, count=len(rest)), rest)))
    total = count_row(summed(phrase("all"), lines)) if left else ()
    whole = sorted((line for line in lines if not line.left), key=lambda line: (-line.people, line.name))
    names = joined(", ", (joined(" ", (line.name, figure(line.people))) for line in whole))
    notes = (phrase("Nobody left behind: {names}.", names=names),) if named and whole else ()
    return table(caption, count_columns(phrase("nationality")), rows, total=total, notes=notes)


def summed(name: str, lines: Sequence[CountLine]) -> CountLine:
    """One line for several."""
    people = sum(line.people for line in lines)
    return CountLine.of(name, people=people, served=sum(line.served for line in lines))


def goals_table(goals: Sequence[GoalLine]) -> Table:
    """What is reached and what is known, most important first."""
    columns = (
        *(Column(phrase("goal"), "words"), Column(phrase("value")), Column(phrase("bound"))),
        Column(phrase("how good"), "words"),
    )
    rows = [
        (
            goal.words,
            goal_figure(goal.goal, goal.value),
            phrase("unknown")
            if goal.bound is None or not goal.judged
            else goal_figure(goal.goal, goal.bound),
            what_is_known(goal),
        )
        for goal in goals
    ]
    return table(phrase("Goals, most important first"), columns, rows)


def rules_table(rules: Sequence[RuleLine]) -> Table:
    """Linear rules: what each is held to, and what its sum is."""
    columns = (
        *(Column(phrase("rule"), "code"), Column(phrase("sum")), Column(phrase("held to"), "words")),
        Column(phrase("limit")),
    )
    rows = [(rule.id, rule.value, LIMITS[rule.kind], rule.limit) for rule in rules]
    return table(phrase("Further rules, all kept"), columns, rows)


def stays_tables(view: PlanView) -> tuple[Table, ...]:
    """Who stays: each reason with whom it holds back, then nationality by class."""
    if not view.stays:
        return ()
    return _by_reason(view.stays), _by_nationality(view.stays)


def heaps(stays: Sequence[StayLine]) -> list[tuple[str, list[StayLine]]]:
    """The groups by what is said of them, most people first.

    Where that would be too many heaps, reasons of the same kind (which name other flights or places) are one
    heap, told by the words for most of its people.
    """
    exact = _heaped(stays, lambda stay: joined("; ", stay.reasons) if stay.reasons else UNSAID)
    if len(exact) <= REASONS_SHOWN:
        return exact
    words = {stay.codes: reason for reason, held in reversed(exact) for stay in held[:1]}
    alike = _heaped(stays, lambda stay: stay.codes)
    kinds = Counter(held[0].codes for _, held in exact)
    return [(_alike(words[codes], kinds[codes] - 1), held) for codes, held in alike]


def _alike(words: str, others: int) -> str:
    """The words for one reason and for so many `others` of its kind."""
    return phrase("{reason} (and {others:,} alike)", reason=words, others=others) if others else words


def _heaped(stays: Sequence[StayLine], key: Callable[[StayLine], K]) -> list[tuple[K, list[StayLine]]]:
    return sorted(heaped(stays, key).items(), key=lambda heap: -sum(stay.people for stay in heap[1]))


def _by_reason(stays: Sequence[StayLine]) -> Table:
    ranked = heaps(stays)
    rows = [_reason_row(words, held) for words, held in ranked[:REASONS_SHOWN]]
    rest = [stay for _, held in ranked[REASONS_SHOWN:] for stay in held]
    if rest:
        rows.append(_reason_row(phrase("{count:,} other reasons", count=len(ranked) - REASONS_SHOWN), rest))
    columns = (
        *(Column(phrase("why"), "words"), Column(phrase("people")), Column(phrase("parties"))),
        Column(phrase("groups"), "list"),
    )
    return table(phrase("Why people stay, most people first"), columns, rows)


def _reason_row(words: str, held: Sequence[StayLine]) -> tuple[Cell, ...]:
    """A reason, how many it holds back, and the codes of the first of them, the most urgent ones."""
    return (
        words,
        sum(stay.people for stay in held),
        sum(stay.parties for stay in held),
        first_names([stay.group for stay in held], CODES_SHOWN),
    )


def _by_nationality(stays: Sequence[StayLine]) -> Table:
    """People who stay, by the nationality of their party and class."""
    classes = sorted({stay.priority for stay in stays})
    people: dict[str, dict[int, int]] = {}
    for stay in stays:
        row = people.setdefault(stay.nationality, dict.fromkeys(classes, 0))
        row[stay.priority] += stay.people
    ranked = sorted(people.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    columns = [
        Column(phrase("party of"), "code"),
        *(Column(phrase("class {name}", name=name)) for name in classes),
        Column(phrase("all")),
    ]
    shown, rest = ranked[:NATIONALITIES_SHOWN], ranked[NATIONALITIES_SHOWN:]
    rows = [_class_row(name, row, classes) for name, row in shown]
    if rest:
        others = {name: sum(row[name] for _, row in rest) for name in classes}
        rows.append(_class_row(phrase("{count:,} others", count=len(rest)), others, classes))
    total = {name: sum(row[name] for _, row in ranked) for name in classes}
    return table(
        phrase("People who stay, by nationality of their party and class"),
        columns,
        rows,
        total=_class_row(phrase("all"), total, classes),
    )


def _class_row(name: str, people: dict[int, int], classes: Sequence[int]) -> tuple[Cell, ...]:
    return (name, *(people[one] for one in classes), sum(people.values()))
