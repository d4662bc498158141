"""Who could travel how: cohorts of identical parties and their itineraries."""
