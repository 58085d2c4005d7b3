"""The season calendar: what comes when, who is reminded of it, and what became of a date."""
