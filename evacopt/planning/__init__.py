"""What a planner does: solve, verify, explain."""
