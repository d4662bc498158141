"""The examples of the documentation hold."""
