"""What a fuzzer of readers is made of: files that are right, ways to spoil them, and the readers."""
