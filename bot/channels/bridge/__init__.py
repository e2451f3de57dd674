"""Whatever a district already runs, by a signed webhook in both directions."""
