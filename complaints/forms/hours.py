"""How many hours of one's own work a form of the journey takes for one thing."""

MOST_HOURS = 500
