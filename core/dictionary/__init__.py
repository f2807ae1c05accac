"""Keeping the data dictionary: lists, their entries, and one entry put in place of another."""
