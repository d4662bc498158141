"""A finer relaxation, for bounds alone: commodities whose people count the same a seat."""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.large.commodities import Commodities
from evacopt.large.itineraries import many_arcs
from evacopt.large.network import Network
from evacopt.large.relaxation import Relaxation
from evacopt.large.residuals import Residuals
from evacopt.large.sorties import most_sorties
from evacopt.large.staged_lp import StagedLP
from evacopt.large.supply import Supply
from evacopt.large.tuning import LargeTuning


def finer_lp(instance: Instance, tuning: LargeTuning) -> StagedLP | None:
    """The relaxation of everybody, sorties to be decided; `None` where it has too many arcs.

    Families with lap infants are more people a seat than others. At the mean of all, an hour of waiting is
    worth too little of the one and too much of the other, which is lost to the bound.
    """
    network = Network.of(Commodities.of(instance, by_worth=True))
    if many_arcs(network, tuning.finer_arcs):
        return None
    supply, room = Supply.of(network.base), Residuals(instance, most_sorties(instance))
    return StagedLP(Relaxation(network, supply, room, free=True), tuning)
