"""Peers: `surge` instances as an analyst would solve them from a textbook, one script a library.

`highs.py`, `cpsat.py` and `pulp_cbc.py` state the instance party by party: one binary column for each party
and each flight that it may board, the goals in order, each held before the next. README.md says how they are
run. The baselines of the same table need no script: `evacopt solve --backend first-come`, `own-first` and
`priority-first` give them.
"""
