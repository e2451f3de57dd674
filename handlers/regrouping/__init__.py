"""What was put together wrongly is taken apart, and what belongs together is put together; all of it can be undone."""
