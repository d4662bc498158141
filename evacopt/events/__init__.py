"""Events of replanning as data: a flight that slips, seats that go, people who come."""
