"""The conditions of an offer as decision tables of DMN 1.3, written and read; neither Django nor the database."""
