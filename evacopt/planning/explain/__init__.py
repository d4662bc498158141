"""Why a group stays, why a flight is full, and what more of anything would be worth."""
