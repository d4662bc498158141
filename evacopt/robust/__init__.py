"""Plans for many scenarios: whom to call where, which flights to order, while nobody knows what comes."""
