"""三单: a wish is made, offered to volunteers near by, claimed by one, done and thanked for; hours come from it."""
