"""Comparing abilities with requirements and ranking what fits: arrays and plain values, neither Django nor database."""
