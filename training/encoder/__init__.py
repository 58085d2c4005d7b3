"""Training of the second stage: the network, its fitting, and the file that ships."""
