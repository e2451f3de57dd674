"""What the product does: a message in, rows out; one use case per file, `now` is an argument."""
