"""What a cell decides together: changes of a plan, judged at once, and the state that they lead to."""
