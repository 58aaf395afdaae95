"""Typesetting: what a document says (`content`) and how it becomes a tagged PDF (`pdf`)."""
