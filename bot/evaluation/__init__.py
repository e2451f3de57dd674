"""What people and scripts are told of how good an engine is."""
