"""The exact method: goals in lexicographic stages by branch and cut, started and improved by heuristics."""
