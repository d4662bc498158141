"""The tests of evacopt: a mirror of the package, brute force, properties and the structure."""
