"""What a plan is worth when flights fail and people do not come."""
