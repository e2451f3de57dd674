"""What listening in groups keeps: households, incidents, promises, decisions."""
