"""``python -m discord_bot`` is the command line ``fanbot``."""

from discord_bot.cli import main

if __name__ == "__main__":
    main()
