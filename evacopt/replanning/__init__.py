"""Plans on top of a plan: what is over is frozen, events are applied, the rest is decided again."""
