"""What is true of a plan: rules and goals counted again from the domain alone, in exact integers."""
