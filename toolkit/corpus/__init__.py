"""A corpus saved to disk: read, cut and searched once, used again in an instant."""
