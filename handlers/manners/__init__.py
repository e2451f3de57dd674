"""Manners: what a group is told and when, who is not recorded, and how words are taken back."""
