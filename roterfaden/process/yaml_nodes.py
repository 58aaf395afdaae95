"""The strict reading of YAML files, under the names that chains use."""

from roterfaden.common.yaml_nodes import (
    MAX_BYTES,
    Fault,
    Mapping,
    Node,
    Scalar,
    Sequence,
    plain,
    read_file,
    read_tree,
)
from roterfaden.common.yaml_nodes import FileFaults as ChainFaults

__all__ = [
    "MAX_BYTES",
    "ChainFaults",
    "Fault",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "plain",
    "read_file",
    "read_tree",
]
