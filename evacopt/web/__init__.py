"""The screen of the board, and the same for programs, over HTTP."""
