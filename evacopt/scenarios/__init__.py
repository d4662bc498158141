"""What may happen: stories with chances, flights that fail, people who do not come, drawn by number."""
