"""The planner's loop over what became known when, set against the plan with hindsight."""
