"""What version 6 adds, a module for each mechanism; never changed once released, only migrated from."""
