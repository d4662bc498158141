"""Why a group stays, without a solver."""
