"""The mathematics, once: rules and goals as an integer linear model that knows no solver."""
