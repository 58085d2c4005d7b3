"""Training of the second stage. ``README.md`` beside this tells how; ``__main__`` does it."""
