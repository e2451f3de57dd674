"""Listening in a group: what is remembered of its talk, and where each message belongs."""
