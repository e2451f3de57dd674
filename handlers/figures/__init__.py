"""What came of it: rates with their sample and interval, scorecards, exclusions, and what to do before the season."""
