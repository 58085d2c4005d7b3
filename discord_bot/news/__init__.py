"""Season news: read feeds politely, judge what they tell, and post each real story once."""
