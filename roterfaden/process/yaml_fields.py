"""Typed values out of YAML files: see `common.yaml_fields`."""

from roterfaden.common.yaml_fields import Faults, Fields

__all__ = ["Faults", "Fields"]
