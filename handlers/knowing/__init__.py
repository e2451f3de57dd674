"""Answers before tickets: what the knowledge file says, the nearest station, and the search for a missing person."""
