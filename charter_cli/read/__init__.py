"""Bytes become nouns: declarations, charters and decisions, with the place of every value and every problem at once."""
