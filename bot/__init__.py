"""The edge: people and wires. Nothing imports this package."""
