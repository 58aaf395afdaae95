"""Chains as BPMN 2.0 and back: pure functions over text, no Django, no clock, no network."""
