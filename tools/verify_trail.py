#!/usr/bin/env python3
"""Check an exported trail without the program, its database and its keys: Python alone, nothing to install.

    manage.py audit export > trail.jsonl        (on the machine of the service)
    python3 verify_trail.py trail.jsonl         (anywhere else)
    python3 verify_trail.py trail.jsonl --checkpoint points.jsonl --key HEX

0: whole. 1: the first line that is not, and why. A checkpoint (`manage.py audit checkpoint`), kept elsewhere, shows
that the chain was not written anew or cut; with --key (its `public_key`, noted when the service began) and the
package `cryptography` also that nobody made the checkpoint up.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FORMAT = "roterfaden-audit-1"
START = "0" * 64
PREVIOUS, SEQ, COMMITMENT, WIDTH = 1, 2, 12, 13
SIGNED = ("format", "seq", "hash", "at")


class Broken(Exception):
    """Something does not hold; the message says where and what."""


def encode(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def check_row(row: dict[str, Any], before: tuple[int, str] | None) -> tuple[int, str]:
    """Number and hash of a sound entry; `before` those of the one before. Raises Broken."""
    covered, payload, salt = row["covered"], row["payload"], row["salt"]
    if len(covered) != WIDTH or covered[0] != FORMAT:
        raise Broken("not an entry of this format")
    if before is None:
        before = (covered[SEQ] - 1, START if covered[SEQ] == 1 else covered[PREVIOUS])
    if covered[SEQ] != before[0] + 1:
        raise Broken(f"entry {before[0] + 1} is missing, {covered[SEQ]} follows")
    if covered[PREVIOUS] != before[1]:
        raise Broken(f"entry {covered[SEQ]} does not continue the one before")
    if hashlib.sha256(encode(covered)).hexdigest() != row["hash"]:
        raise Broken(f"entry {covered[SEQ]} was changed")
    if (payload is None) != (salt is None):
        raise Broken(f"entry {covered[SEQ]} has lost half of its details")
    if payload is not None:
        found = hashlib.sha256(bytes.fromhex(salt) + payload.encode()).hexdigest()
        if found != covered[COMMITMENT]:
            raise Broken(f"the details of entry {covered[SEQ]} were changed")
    return covered[SEQ], row["hash"]


def check_point(point: dict[str, Any], key: str) -> tuple[int, str]:
    """Number and hash that a checkpoint vouches for, its signature checked where there is a key. Raises Broken."""
    if key:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only here is a package needed
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
                bytes.fromhex(point["signature"]), encode([point[name] for name in SIGNED])
            )
        except InvalidSignature as error:
            raise Broken(f"the checkpoint of {point['at']} was not signed with this key") from error
    return point["seq"], point["hash"]


def check_trail(lines: Iterable[str], points: dict[int, str]) -> tuple[int, int]:
    """How many entries are sound, and the number of the last. Raises Broken at the first that is not."""
    before: tuple[int, str] | None = None
    count, first = 0, 1
    for place, line in enumerate(lines, start=1):
        try:
            before = check_row(json.loads(line), before)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise Broken(f"line {place} cannot be read") from error
        count += 1
        first = before[0] if count == 1 else first
        if points.get(before[0], before[1]) != before[1]:
            raise Broken(f"entry {before[0]} is not the one that the checkpoint vouches for")
    last = before[0] if before else 0
    for seq in sorted(points):
        if seq > last:
            raise Broken(f"entry {seq} is missing, the checkpoint vouches for it")
        if 0 < seq < first:
            raise Broken(f"entry {seq} of a checkpoint lies before the first line")
    return count, last


def read(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line for line in file if line.strip())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check an exported audit trail.")
    parser.add_argument("trail", type=Path)
    parser.add_argument("--checkpoint", type=Path, action="append", default=[])
    parser.add_argument("--key", default="", help="public key of the checkpoints, as hex")
    given = parser.parse_args(arguments)
    try:
        points = dict(
            check_point(json.loads(line), given.key) for file in given.checkpoint for line in read(file)
        )
        count, last = check_trail(read(given.trail), points)
    except (Broken, ValueError, KeyError) as fault:
        print(f"BROKEN: {fault}")
        return 1
    print(f"{count} entries are whole, the last is {last}; {len(points)} checkpoints agree.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
