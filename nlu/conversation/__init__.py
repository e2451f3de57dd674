"""Which trouble a message of a group belongs to: none, a new one, or one the group speaks of already."""
