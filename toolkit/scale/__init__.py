"""The same work over many parts: one after another, on all cores, or on a cluster, with equal results."""
