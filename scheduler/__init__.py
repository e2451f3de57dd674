"""The clock: a few fixed ticks that select what is due and call a handler."""
