"""One folder per platform, the same file names in each; a vendor's payload never leaves it. See docs/channels.md."""
