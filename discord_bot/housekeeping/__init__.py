"""What is deleted when its time is over, and the copies that are made of the rest."""
