"""The engine: pure functions over a chain and a state. No Django, no clock, no input or output."""
