"""From tokens and formulations to tables of figures."""
