"""The commands, one file each; they only wire."""
