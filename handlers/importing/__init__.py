"""Chat records that people bring: heard in memory, shown with reasons, and made tickets only when people say so."""
