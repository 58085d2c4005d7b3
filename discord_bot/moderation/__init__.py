"""The respectful-discussion filter: judging messages, and what a server does about a verdict."""
