"""Whom to call to which flight and who is standby, so that hardly anybody who was called is refused."""
