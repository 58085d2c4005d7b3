"""From the bytes of a feed to entries: whatever comes in, entries or one clear error come out."""
