"""Chat records as people copy, forward and export them → lines with who, when and what. Pure, and never raises."""
