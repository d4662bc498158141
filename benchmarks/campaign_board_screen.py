"""How quick the board is on the screen: first paint, and from a drop to the judge's word, in a real browser.

    python -m benchmarks.campaign_board_screen instances/kabul-2021 kabul.plan.json --drops 300

The command is started as a planner does it, and Chromium looks at it at 1,280 x 900. A drop is what the page
does when parties are let go over a flight: it asks for the verdict, and puts it on the screen; the next one
comes when what would let it has been told too. Seconds are on the clock of the browser. Parties and ways are
drawn by the seed, at most 40 people at once. Memory is of the server with its search and its solver; what
several share is counted once.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import numpy as np
import psutil
from playwright.sync_api import Page, sync_playwright

from evacopt.files.instance_file import read_instance
from evacopt.files.plan_file import read_plan

PEOPLE = 40
"""That are dragged at once, at most."""
PAINT = """new Promise(done => {
  const look = () => {
    const [entry] = performance.getEntriesByName('first-contentful-paint');
    entry ? done(entry.startTime) : setTimeout(look, 20);
  };
  look();
})"""
DROP = """address => new Promise(done => {
  const begun = performance.now(), body = document.body;
  const settled = event => {
    if (event.detail.target.id !== 'mover') return;
    body.removeEventListener('htmx:afterSettle', settled);
    const told = document.querySelector('#mover .verdict, #mover .error').textContent.trim().length;
    const why = document.querySelector('#mover .verdict [hx-get]');
    requestAnimationFrame(() => {
      const seconds = [performance.now() - begun, told];
      if (!why) { done(seconds); return; }
      const answered = event => { if (event.detail.elt === why) done(seconds); };
      body.addEventListener('htmx:afterRequest', answered, {once: true});
    });
  };
  body.addEventListener('htmx:afterSettle', settled);
  htmx.ajax('GET', address, {target: '#mover', swap: 'innerHTML'});
})"""


@contextmanager
def _served(instance: Path, plan: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The board as a process: the address that it prints, and itself."""
    with tempfile.TemporaryDirectory(prefix="evacopt-screen-") as folder:
        command = [sys.executable, "-m", "evacopt", "board", str(instance), str(plan)]
        command += ["--store", f"{folder}/night.board", "--port", "0"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as server:
            assert server.stdout is not None
            try:
                told = next(match for line in server.stdout if (match := re.search(r"https?://\S+", line)))
                yield told.group(0), psutil.Process(server.pid)
            finally:
                server.terminate()


def _memory(server: psutil.Process) -> int:
    """Bytes of the server and all that it began."""
    return sum(one.memory_full_info().pss for one in (server, *server.children(recursive=True)))


def _drops(instance: Path, plan: Path, rng: random.Random) -> Iterator[str]:
    """What the page asks for when some of a group are let go over a flight that others take."""
    groups, rows = read_instance(instance).groups, list(read_plan(plan).assignments)
    while True:
        row, to = rng.choice(rows), rng.choice(rows).itinerary
        people = int(groups.people[groups.row[row.group]])
        parties = min(row.parties, max(PEOPLE // people, 1))
        if to != row.itinerary:
            of, way = ">".join(row.itinerary), ">".join(to)
            yield f"/parts/move?group={row.group}&of={of}&to={way}&parties={parties}"


def _told(what: str, milliseconds: list[float]) -> None:
    middle, most, last = np.percentile(milliseconds, (50, 99, 100))
    print(f"{what}: median {middle:.0f} ms, p99 {most:.0f} ms, at most {last:.0f} ms ({len(milliseconds)})")


def _measured(page: Page, address: str, drops: list[str], paints: int) -> None:
    page.goto(address)
    painted = []
    for _ in range(paints):
        page.goto(address.partition("/enter")[0])
        painted.append(page.evaluate(PAINT))
    _told("first paint", painted)
    page.wait_for_load_state("load")
    judged = [page.evaluate(DROP, drop) for drop in drops]
    assert all(length for _, length in judged), "a drop without a verdict"
    _told("from drop to verdict", [milliseconds for milliseconds, _ in judged])


@click.command()
@click.argument("instance", type=click.Path(path_type=Path))
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--drops", default=300, show_default=True)
@click.option("--paints", default=20, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(instance: Path, plan: Path, *, drops: int, paints: int, seed: int) -> None:
    """Open INSTANCE and PLAN on the board, and look at it."""
    drawn = _drops(instance, plan, random.Random(seed))
    with _served(instance, plan) as (address, server), sync_playwright() as driver:
        path = shutil.which("chromium") or driver.chromium.executable_path
        with driver.chromium.launch(executable_path=path, args=["--no-sandbox"]) as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            time.sleep(1)  # the warm engine begins
            _measured(page, address, [next(drawn) for _ in range(drops)], paints)
        print(f"memory of the server, its search and its solver: {_memory(server) >> 20} MiB")
    print(f"load {psutil.getloadavg()}, {psutil.cpu_count()} cores")


if __name__ == "__main__":
    main()
