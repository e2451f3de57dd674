"""Reading policy packs from their files: lines, inheritance, folders, and taking up changes."""
