"""Listening in residents' groups: the transcripts of bench/group, whoever listens, and one scorer for all."""
