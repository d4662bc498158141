"""Explanations that solve: what would have to change, what a seat is worth, who goes next."""
