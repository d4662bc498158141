"""evacopt: who sits on which evacuation flight, decided in seconds, checked and explained."""
