"""Pure arithmetic of deadlines: calendars, spans, pauses, extensions, and how a day was counted. No Django, no file."""
