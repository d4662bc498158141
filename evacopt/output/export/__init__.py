"""What follows from a plan, for those who carry it out: lists, slices by state, offers, accounts, names."""
