"""Playing recorded events through the whole product on a virtual clock."""
