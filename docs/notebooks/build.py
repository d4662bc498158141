"""Make and run the notebooks of this folder: `python docs/notebooks/build.py [NAME]...`.

Needs nbformat, nbclient and ipykernel, and writes each notebook with its outputs. Run it from the root of the
repository after a change of what instances and plans show.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

NIAMEY = """
# Niamey, August 2023

Eight flights of four states, 1,402 people of many nationalities. `instances/niamey-2023/README.md` says of
every number whether it is documented, derived or assumed. This notebook runs in a few seconds.

---
import evacopt as ev

inst = ev.read_instance("instances/niamey-2023")
inst
---
An instance shows who waits, what is on offer, and where and when it flies. Now decide who flies:

---
result = ev.solve(inst, time_limit=60)
result
---
Every goal has a value, a bound and a grade; as a table for further work:

---
result.goals.to_polars()
---
The judge counts every rule again and knows no solver. No violation:

---
assert result.plan is not None
ev.verify(inst, result.plan)
---
Who stays, and why, is part of the plan:

---
for row in result.plan.unserved[:5]:
    print(row.group, row.parties, "; ".join(reason.text for reason in row.reasons))
---
The next morning FR4 is cancelled. What has flown stays, the rest is decided anew with few changes:

---
again = ev.replan(
    inst, result.plan, as_of="2023-08-02T06:00Z", events=[ev.Cancel(flight="FR4")], time_limit=60
)
assert again.result.plan is not None
ev.compare([(inst, result.plan), (again.instance, again.result.plan)], names=("evening", "morning"))
---
The situation report is one HTML file without a script or a network; `evacopt report` writes it, too:

---
page = ev.report_html(again.instance, again.result.plan, before=result.plan, before_instance=inst)
print(f"{len(page.encode()) // 1000} kB, {page.count('<table')} tables, {page.count('<script')} scripts")
"""

KHARTOUM = """
# Khartoum, April 2023

Shuttles to five hubs, flights home from there: hubs fill, and some sorties need not be flown.
`instances/khartoum-2023/README.md` says of every number whether it is documented, derived or assumed.

---
import evacopt as ev

inst = ev.read_instance("instances/khartoum-2023")
inst
---
The columns of the timeline are seats by time of departure: there are too many flights for a bar each.

---
result = ev.solve(inst, time_limit=60)
result
---
Below the flights: people at each hub against its room, and aircraft of the fleet that are gone. A hub that
touches its dashed line is what keeps more people from leaving; the report says so as a decision wanted:

---
assert result.plan is not None
assert ev.verify(inst, result.plan) == []
page = ev.report_html(inst, result.plan)
print(f"{len(page.encode()) // 1000} kB")
---
How much of that does a first-come list reach, without any solver deciding?

---
listed = ev.solve(inst, backend="first-come", time_limit=10)
assert listed.plan is not None
ev.compare([(inst, listed.plan), (inst, result.plan)], names=("first come", "evacopt"))
---
The assignments as a table, for a spreadsheet or a chart of your own:

---
result.plan.assignments.to_polars().head(5)
"""
NOTEBOOKS = {"niamey-2023": NIAMEY, "khartoum-2023": KHARTOUM}


def main(names: list[str]) -> None:
    """Write the notebooks named, or all."""
    for name in names or NOTEBOOKS:
        notebook = made(NOTEBOOKS[name])
        NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(ROOT)}}).execute()
        nbformat.write(tidied(notebook), HERE / f"{name}.ipynb")
        sys.stdout.write(f"wrote {name}.ipynb\n")


def made(text: str) -> Any:
    """A notebook whose cells are what stands between the lines `---`, words and code in turn."""
    parts = [part.strip() for part in text.split("\n---\n")]
    cells = [
        (nbformat.v4.new_code_cell if number % 2 else nbformat.v4.new_markdown_cell)(part)
        for number, part in enumerate(parts)
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number:02}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def tidied(notebook: Any) -> Any:
    """Without times of execution, and without the version of this machine's Python."""
    notebook.metadata.pop("language_info", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/plain", "")
            if "text/html" in output.get("data", {}) and len(text) > 2_000:
                output.data["text/plain"] = f"{re.split(r'[(]', text, maxsplit=1)[0]}(…)"
    return notebook


if __name__ == "__main__":
    main(sys.argv[1:])
