"""Coming back to everybody concerned: who is asked, what they say, and what that makes of the ticket."""
