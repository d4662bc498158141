"""Rules and goals counted again from the domain alone."""
