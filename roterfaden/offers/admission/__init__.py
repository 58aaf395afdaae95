"""Does an offer fit a person? Pure arithmetic over facts: neither Django nor the database nor files."""
