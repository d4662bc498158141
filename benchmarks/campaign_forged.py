"""Forged claims of ten sorts against the judge: how many are made, why each is refused, any accepted.

    nice -n 15 python -m benchmarks.campaign_forged --claims 20000 --seeds 0:80 --draw 1

Each claim is false: the best values come from a search through all plans of tiny instances with odd times,
every rule and codes such as `sorties X` and `X on F`. Certificates go through their file, every third in the
first form. Ends with 1 where one is accepted or anything but a refusal comes back.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from itertools import islice
from random import Random

from evacopt.backends.session import Session
from tests.forged.claims import ACCEPTED, SORTS, claims
from tests.forged.truths import truths


def main() -> int:
    """Run the campaign and print its counts."""
    arguments, begun = _arguments(), time.monotonic()
    counts, wrong = Counter[tuple[str, str]](), 0
    with Session("highs") as session:
        known = list(truths(range(*map(int, arguments.seeds.split(":"))), session))
        if not any(truth.baseline for truth in known):
            print("no plan is compared with another: name more seeds")
            return 1
        for number, claim in enumerate(islice(claims(known, Random(arguments.draw)), arguments.claims)):
            try:
                why = claim.verdict(first_form=number % 3 == 0)
            except Exception as failure:
                why = f"failed: {failure!r}"
            counts[claim.sort, why] += 1
            if why == ACCEPTED or why.startswith("failed"):
                wrong += 1
                print(f"claim {number} ({claim.sort}, {claim.truth.instance.name}): {why}", flush=True)
    for sort in SORTS:
        told = {why: many for (of, why), many in sorted(counts.items()) if of == sort}
        print(f"{sort:24} {sum(told.values()):6}  {', '.join(f'{many} {why}' for why, many in told.items())}")
    print(f"{sum(counts.values())} false claims over {len(known)} instances, {wrong} accepted or failed")
    print(f"{time.monotonic() - begun:.0f} seconds")
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Forged claims of ten sorts against the judge.")
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--seeds", default="0:80", help="first and one past the last, such as 0:80")
    parser.add_argument("--draw", type=int, default=1, help="the seed of the claims themselves")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
