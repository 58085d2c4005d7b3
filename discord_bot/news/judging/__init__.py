"""What an entry is about: of the show or not, what kind of news, gossip, and what it gives away."""
