"""From a list of persons to groups, a file of names, and what differs from an earlier list."""
