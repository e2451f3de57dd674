"""The commands of `minhu`, one module per group."""
