"""Plans put together from whole loads of few flights each: column generation."""
