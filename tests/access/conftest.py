"""The stage of the access tests as fixtures of this folder."""

from tests.access.stage import arguments, guarded, outsiders

__all__ = ["arguments", "guarded", "outsiders"]
