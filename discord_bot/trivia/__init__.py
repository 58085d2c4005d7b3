"""Cast trivia: questions, games, the daily five, boards. Nothing here knows Discord."""
