"""Getting feeds from servers that may be slow, broken or hostile, and being a polite guest."""
