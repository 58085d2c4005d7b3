"""The Discord face of fanbot: thin translations between Discord and the core."""
