"""Tables in Markdown."""

from __future__ import annotations

from evacopt.output.markdown import markdown
from evacopt.output.table import sheet


def test_markdown_of_a_table() -> None:
    """Figures to the right, no border but the bars, bars in cells escaped, nothing cut however wide."""
    wide = "x" * 300
    table = sheet("t", "", ("name", "n"), (("a|b", 1), (wide, 22)))
    head, rule, first, second = markdown(table).split("\n")
    assert [cell.strip() for cell in head.split("|")] == ["", "name", "n", ""]
    assert set(rule) == {"|", "-", ":"} or set(rule) == {"|", "-"}
    assert "a\\|b" in first and first.endswith("|  1 |")
    assert wide in second
