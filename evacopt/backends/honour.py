"""Options that a backend cannot honour: they are an error, never passed over in silence."""

from __future__ import annotations

from evacopt.milp.contract import Capabilities, Options


def unhonoured(capabilities: Capabilities, options: Options) -> tuple[str, ...]:
    """The options among `gap`, `threads` and `seed` that were asked for in vain.

    One thread is what every backend can run with; a gap and a seed of 0 are what a backend without them has.
    """
    asked = {
        "gap": options.gap != 0,
        "threads": options.threads is not None and options.threads > 1,
        "seed": options.seed != 0,
    }
    return tuple(name for name, wanted in asked.items() if wanted and not getattr(capabilities, name))
