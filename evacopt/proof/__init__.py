"""Dual bounds that the judge can check: duals, cuts, branch and bound, column generation, Lagrangian."""
