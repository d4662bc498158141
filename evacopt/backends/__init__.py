"""LinearModel in, values out: one file an engine, each in a child process."""
