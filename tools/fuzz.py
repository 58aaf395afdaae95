#!/usr/bin/env python
"""`make fuzz`: at least 100,000 odd requests to the interface, to every form and through lives of cases.

    tools/fuzz.py                     a seed of its own, which it prints first
    tools/fuzz.py --seed 7            the same requests as the other time
    tools/fuzz.py --only forms        one of: api, forms, lives
    tools/fuzz.py --times 3           three times as many

Ends with one line of JSON: seed, requests, answers by status, faults. Code 0 when nothing broke and enough was sent.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TESTS = {
    "api": "tests/api/test_fuzzing.py",
    "forms": "tests/access/test_form_fuzzing.py",
    "lives": "tests/access/test_life_of_a_case.py",
}
LEAST = 100_000


def told(lines: list[str], *, seed: int, code: int) -> dict[str, Any]:
    """The counts of all tests in one."""
    found = [json.loads(line) for line in lines]
    counts = [one for one in found if "sent" in one]
    answers: Counter[str] = Counter()
    for one in counts:
        answers.update(one["answers"])
    return {
        "seed": seed,
        "sent": sum(one["sent"] for one in counts),
        "answers": dict(sorted(answers.items())),
        "faults": sum("fault" in one for one in found),
        "tests": {one["test"]: one["sent"] for one in counts},
        "code": code,
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--only", choices=sorted(TESTS))
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts"
        counts.touch()
        environment = {
            **os.environ,
            "FUZZ_SEED": str(asked.seed),
            "FUZZ_TIMES": str(asked.times),
            "FUZZ_COUNTS": str(counts),
        }
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
        chosen = [TESTS[asked.only]] if asked.only else list(TESTS.values())
        code = subprocess.run([*command, *chosen], cwd=ROOT, env=environment, check=False).returncode
        result = told(counts.read_text(encoding="utf-8").splitlines(), seed=asked.seed, code=code)
    print(json.dumps(result))
    enough = asked.only is not None or result["sent"] >= LEAST
    return 0 if code == 0 and enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
