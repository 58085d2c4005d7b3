"""One module for each kind of table: each turns rows into drafts of questions."""
