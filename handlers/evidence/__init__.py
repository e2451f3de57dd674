"""Neighbours as evidence: whose households have a trouble, what they measured, and what pattern they make."""
