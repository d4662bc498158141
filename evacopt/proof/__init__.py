"""Dual bounds that the judge can check: multipliers, cuts, branch and bound, column generation."""
