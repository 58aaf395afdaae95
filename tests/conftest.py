"""Fixtures for every test."""

from tests.fixtures import case, world

__all__ = ["case", "world"]
