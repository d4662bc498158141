"""Answers of `explain` about instances with odd minutes and full loads, against trying every plan.

    python -m benchmarks.campaign_explain --seeds 0:100

Of each seed: why groups stay, what one more of everything is worth and what to ask for, the least change that
brings out one more party of each group, each flight and its standby order; where promises contradict each
other, the repair. Prints what is untrue and how many answers of each sort were checked. Ends with 1 where any
was untrue.
"""

from __future__ import annotations

import argparse
import time

from benchmarks.verdict import verdict
from tests.explaining.again import Checked, check_all, odd_and_full


def main() -> int:
    """Check every seed."""
    parser = argparse.ArgumentParser(description="Answers of `explain` against trying every plan.")
    parser.add_argument("--seeds", default="0:100", help="first and one past the last, such as 0:100")
    first, _, stop = parser.parse_args().seeds.partition(":")
    checked, begun = Checked(), time.monotonic()
    for seed in range(int(first), int(stop)):
        known = len(checked.lies)
        check_all(odd_and_full(seed), checked)
        for lie in checked.lies[known:]:
            print(f"seed {seed}: {lie}", flush=True)
    for sort, number in sorted(checked.answers.items()):
        print(f"{sort:>20} {number:>7,}")
    print(f"{len(checked.lies)} untrue, {time.monotonic() - begun:.0f} s")
    return verdict(wrong=len(checked.lies), done=sum(checked.answers.values()))


if __name__ == "__main__":
    raise SystemExit(main())
