"""Strings: normalise, tell the language, cut into sentences and tokens."""
