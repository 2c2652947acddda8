"""Formulations: which there are, and where they stand in the text."""
