"""What ``fanbot doctor`` looks at besides ``fanbot check``: this machine, the data, and Discord."""
