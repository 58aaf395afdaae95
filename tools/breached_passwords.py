"""Make the list of breached passwords: `tools/breached_passwords.py LIST OUT`, LIST being a text with one a line.

Only those that are long enough to be allowed at all go in. The file holds the first five bytes of the SHA-256 of each,
sorted: nobody reads a password out of it. Where the shipped one comes from says docs/decisions/0107.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from roterfaden.accounts.breached import DIGEST, digest_of  # noqa: E402

LEAST = 12


def main() -> int:
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    lines = source.read_text(encoding="utf-8", errors="ignore").splitlines()
    found = sorted({digest_of(line) for line in lines if len(line) >= LEAST})
    target.write_bytes(b"".join(found))
    print(f"{len(found)} passwords, {len(found) * DIGEST} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
