"""What all stores of files share."""

import re
from dataclasses import dataclass
from datetime import datetime

# the uuid of a file, and where it lies: `ab/abcd…`, in a folder and in an object store alike
NAME = re.compile(r"[0-9a-f]{32}")


class StoreUnreachable(OSError):
    """The store did not take, give or list what it was asked for; whether it lies there is not known."""


@dataclass(frozen=True)
class Kept:
    """Something that lies in a store, and when it was last written."""

    path: str
    written: datetime

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def is_whole(self) -> bool:
        """Whether it lies where a file lies that was written to its end."""
        return bool(NAME.fullmatch(self.name)) and self.path == path_of(self.name)


def path_of(name: str) -> str:
    """The place within the store, below the two digits that the name begins with."""
    return f"{name[:2]}/{name}"
