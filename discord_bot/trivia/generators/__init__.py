"""One module for each kind of table: each turns rows into recipes of questions."""
