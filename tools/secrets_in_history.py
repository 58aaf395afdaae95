"""No secret in any commit (R-29): every line that was ever added is held against the shapes of keys and passwords.

`python tools/secrets_in_history.py` looks through the whole history, with `--tree` at the files as they stand.
What looks like one and is none stands in INVENTED, each with its reason; a shape, not a list of values, is looked for.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHAPES = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "GitHub token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})"),
    "GitLab token": re.compile(r"\bglpat-[A-Za-z0-9_-]{20}\b"),
    "Slack token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    "API key": re.compile(r"\b(?:sk|rk|pk)[-_](?:live|test|ant|proj)[-_][A-Za-z0-9_-]{20,}"),
    "JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\."),
    "PyPI or npm token": re.compile(r"\b(?:pypi-[A-Za-z0-9_-]{50,}|npm_[A-Za-z0-9]{36})"),
    "address with password": re.compile(r"\b[a-z]{2,12}://[^\s/:@\"'{}<>$]+:[^\s/:@\"'{}<>$]{6,}@"),
    "assigned secret": re.compile(
        r"(?i)\b(?:secret_?key|api_?key|access_?key|auth_?token|passw(?:or)?d|passphrase)[\"']?\s*[:=]\s*"
        r"[\"'](?=[^\"']*[0-9])(?=[^\"']*[A-Za-z])[A-Za-z0-9+/_=.-]{16,}[\"']"
    ),
}
# what a line holds that is no secret -> why
INVENTED = {
    "roter-faden-demo": "the password of the demo, which stands in its greeting",
}
# a line of a patch that adds
ADDED = "+"


def secrets_in(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each line that looks like a secret, with what it looks like."""
    for line in lines:
        for name, shape in SHAPES.items():
            if shape.search(line) and not any(word in line for word in INVENTED):
                yield name, line.strip()


def history(root: Path) -> Iterator[tuple[str, str]]:
    """Every line that any commit of any branch added, with the commit that added it."""
    command = [
        "git",
        "-C",
        str(root),
        "log",
        "--all",
        "-p",
        "--no-color",
        "--no-textconv",
        "--format=commit %H",
    ]
    commit = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as log:
        assert log.stdout is not None
        for line in log.stdout:
            if line.startswith("commit "):
                commit = line.split()[1]
            elif line.startswith(ADDED) and not line.startswith("+++"):
                yield commit, line[1:]
    if log.returncode:
        raise RuntimeError("git log failed")


def tree(root: Path) -> Iterator[tuple[str, str]]:
    """Every line of every file under version control, with its name."""
    named = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, named.split("\0")):
        path = root / name
        if path.is_file():
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                yield name, line


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Print what was found; 1 if there is anything."""
    looked, found = 0, 0
    for where, line in tree(root) if "--tree" in arguments else history(root):
        looked += 1
        for name, text in secrets_in([line]):
            found += 1
            print(f"{where}: {name}: {text[:60]}")
    print(f"{looked:,} lines, {found} secrets")
    return int(found > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
