"""What was decided, by whom and when: one file that is only added to."""
