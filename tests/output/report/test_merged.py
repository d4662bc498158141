"""Counts that anyone may read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evacopt.output.records import CountLine
from evacopt.output.report.merged import LEAST, is_small, merged, merged_counts

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=9)


def _lines(pairs: list[tuple[int, int]]) -> list[CountLine]:
    return [CountLine.of(f"N{n}", people=out + left, served=out) for n, (out, left) in enumerate(pairs)]


@given(PAIRS)
def test_every_figure_told_is_zero_or_at_least_five(pairs: list[tuple[int, int]]) -> None:
    """People, out and left of every row, the merged one too."""
    for line in merged(_lines(pairs), rest="other") or ():
        assert all(count == 0 or count >= LEAST for count in (line.people, line.served, line.left))


@given(PAIRS)
def test_rows_add_up_to_the_totals(pairs: list[tuple[int, int]]) -> None:
    """Nobody is lost by merging: there is no difference between a table and its total to learn from."""
    told = merged(_lines(pairs), rest="other")
    if told is not None:
        assert sum(line.served for line in told) == sum(out for out, _ in pairs)
        assert sum(line.left for line in told) == sum(left for _, left in pairs)


@given(PAIRS)
def test_a_merged_row_holds_at_least_two(pairs: list[tuple[int, int]]) -> None:
    """A row alone under another name would be told after all."""
    lines = _lines(pairs)
    told = merged(lines, rest="other")
    if told is not None:
        missing = {line.name for line in lines} - {line.name for line in told}
        assert len(missing) != 1


@given(PAIRS)
def test_nothing_is_told_only_where_even_the_sum_is_small(pairs: list[tuple[int, int]]) -> None:
    """Hiding is no excuse for telling nothing."""
    lines = _lines(pairs)
    whole = CountLine.of(
        "all", people=sum(line.people for line in lines), served=sum(line.served for line in lines)
    )
    assert (merged(lines, rest="other") is None) == (is_small(whole) or _one_small(lines))


def _one_small(lines: list[CountLine]) -> bool:
    """Whether there is one line, and it is small: then it is the sum."""
    return len(lines) == 1 and is_small(lines[0])


@given(PAIRS)
def test_what_is_merged_cannot_be_told_apart(pairs: list[tuple[int, int]]) -> None:
    """Two counts that differ only in a small cell and its neighbour in the rest print the same rows."""
    lines = _lines(pairs)
    told = merged(lines, rest="other")
    names = {line.name for line in told or ()}
    inside = [line for line in lines if line.name not in names]
    if told is None or len(inside) < 2:
        return
    one, other = inside[:2]
    if not (one.left and is_small(one) and is_small(other)):
        return
    moved = {
        one.name: CountLine.of(one.name, people=one.people - 1, served=one.served),
        other.name: CountLine.of(other.name, people=other.people + 1, served=other.served),
    }
    if all(is_small(line) for line in moved.values()):
        assert merged([moved.get(line.name, line) for line in lines], rest="other") == told


def test_a_lone_small_line_takes_the_smallest_other_with_it() -> None:
    """Three who stay of AAA could be had from the total if BBB stood alone beside it."""
    lines = [
        CountLine.of("AAA", people=20, served=17),
        CountLine.of("BBB", people=30, served=20),
        CountLine.of("CCC", people=90, served=50),
    ]
    told = merged(lines, rest="other")
    assert told == (lines[2], CountLine.of("other", people=50, served=37))


def test_plain_counts_are_merged_alike() -> None:
    """Reasons with few people become one row; reasons of nobody are no rows."""
    assert merged_counts([("a", 9), ("b", 3), ("c", 2), ("d", 0)], rest="other") == (("a", 10), ("other", 5))
