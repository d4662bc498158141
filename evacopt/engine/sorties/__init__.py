"""Starts that decide sorties: where loads must be full, who flies follows from how many seats fly."""
