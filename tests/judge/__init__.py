"""Claims about the judge."""
