"""Encryption at rest: a master key wraps data keys, a data key seals the texts of one case."""
