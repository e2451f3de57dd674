"""抽查: what may be wrong with a completion, for inspectors. It accuses nobody and changes nothing."""
