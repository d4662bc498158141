"""The situation report: one HTML page that needs no network; notebooks share its pictures."""
