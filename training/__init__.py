"""How data/models was made; not installed with the bot."""
