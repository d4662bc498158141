"""Which kind of neighbourhood is next: a roulette wheel of what each gained (Ropke and Pisinger, 2006)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from evacopt.improve.lexicographic import Answer
from evacopt.improve.tuning import ImproveTuning


class RouletteWheel:
    """The weight of each kind, and how many columns its next neighbourhood has."""

    def __init__(self, names: Iterable[str], rng: np.random.Generator, tuning: ImproveTuning) -> None:
        self._names, self._rng, self._tuning = list(names), rng, tuning
        self._weight = dict.fromkeys(self._names, 1.0)
        self.columns = dict.fromkeys(self._names, tuning.columns_first)

    def draw(self) -> str:
        """The next kind."""
        weight = np.array([self._weight[name] for name in self._names])
        return self._names[int(self._rng.choice(len(weight), p=weight / weight.sum()))]

    def learn(self, kind: str, answer: Answer, seconds: float, step: float) -> None:
        """Take in what one neighbourhood of the kind gained in `seconds`, where a goal may take `step`."""
        tuning, gain = self._tuning, 0.0
        if answer.gained is not None:
            gain = tuning.first_gain if answer.gained == answer.first else tuning.later_gain
        fresh = gain / max(seconds, tuning.weight_least)
        kept = (1 - tuning.forgetting) * self._weight[kind] + tuning.forgetting * fresh
        self._weight[kind] = max(kept, tuning.weight_least)
        columns = self.columns[kind]
        if not answer.solved:
            columns = max(int(columns * tuning.shorter), tuning.columns_least)
        elif seconds < tuning.quick * step:
            columns = min(int(columns * tuning.longer), tuning.columns_most)
        self.columns[kind] = columns
