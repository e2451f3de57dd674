"""One module or folder per platform; a vendor's payload never leaves it."""
