"""A campaign: jobs, and what their results are held against."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.bench.job import Job

CAMPAIGN_FORMAT = "evacopt-campaign/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What others reached on an instance, in the unit of its first goal or of what is served.

    Attributes
    ----------
    best : the best value known, `None` where there is none
    bound : what no plan can do better than, `None` where there is none
    """

    best: int | None = None
    bound: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Known values by instance.

    Attributes
    ----------
    served : whether they count the weight that is served (more is better); else the first goal
    """

    known: dict[str, Known]
    served: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Jobs in the order of their results.

    Attributes
    ----------
    retries : how often a job is begun again whose worker was killed
    """

    name: str
    title: str
    jobs: tuple[Job, ...]
    retries: int = 1
    reference: Reference | None = None
