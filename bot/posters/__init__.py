"""Sheets for notice boards: one per building, with a code that opens the residents' page there."""
