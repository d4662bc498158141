"""Better plans near a plan: parts of the whole model are set free in turn and solved, goal by goal."""
