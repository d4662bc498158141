"""The real instances read without an error, and their pages say what is in them."""
