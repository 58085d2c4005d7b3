"""One story, once: which entries of many feeds tell the same news."""
