"""LinearModel in, values out: each engine behind one file, in a child process."""
