"""A year of one community on the virtual clock: people, troubles, all that comes round, and an oracle."""
