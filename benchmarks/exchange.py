"""`python -m benchmarks.exchange`: chains out as BPMN and in again; a directory of foreign and of hostile files.

Foreign files are those of the tests: 11 of the OMG's interchange group and some eighty built ones. Each hostile one is
read in a process of its own that may not take 200 MB of data. Told are the processor's seconds for reading (a busy
machine only makes the clock run on) and the most memory of the whole process, Python and its imports included.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.frame import Goal, Options, Report, run

GOALS = (
    Goal("not_equal", at_most=0),
    Goal("unclear_refusals", at_most=0),
    Goal("exceptions", at_most=0),
    Goal("hostile_taken", at_most=0),
    Goal("slowest_hostile_s", at_most=2),
    Goal("most_hostile_mb", at_most=200),
)
HOSTILE = ("too-large", "entity-bomb", "deep", "too-many", "truncated", "scriptTask", "two-processes")
QUICK = ("too-large", "entity-bomb", "truncated")
MEGABYTE = 1_000_000
READ = """
import resource, sys, time
from datetime import date
from pathlib import Path
from roterfaden.process.bpmn.exchange import read_bytes
from roterfaden.process.bpmn.rebuild import Missing, read_bpmn
from roterfaden.process.bpmn.refusals import BpmnRefused
resource.setrlimit(resource.RLIMIT_DATA, (200_000_000, 200_000_000))
begin = time.process_time()
try:
    read_bpmn(read_bytes(Path(sys.argv[1])), missing=Missing(date(2026, 1, 1)))
    word = "taken"
except BpmnRefused:
    word = "refused"
print(word, time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure(options: Options) -> Report:
    """Round trips of all shipped chains, refusals of foreign files, limits of hostile ones."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    import django  # noqa: PLC0415

    django.setup()
    figures = _round_trips() | _foreign() | _hostile(QUICK if options.quick else HOSTILE)
    return Report("exchange", figures, {}, GOALS, quick=options.quick)


def _round_trips() -> dict[str, float | int]:
    from datetime import date  # noqa: PLC0415

    from roterfaden.process.bpmn.rebuild import Missing, read_bpmn  # noqa: PLC0415
    from roterfaden.process.bpmn.writer import write_bpmn  # noqa: PLC0415
    from roterfaden.process.schema import CHAINS, load_directory  # noqa: PLC0415

    chains = [one.chain for one in load_directory(CHAINS)]
    begin = time.perf_counter()
    equal = sum(read_bpmn(write_bpmn(one), missing=Missing(date(2026, 1, 1))).chain == one for one in chains)
    seconds = time.perf_counter() - begin
    return {
        "chains": len(chains),
        "not_equal": len(chains) - equal,
        "round_trip_ms": round(1000 * seconds / len(chains), 1),
    }


def _foreign() -> dict[str, float | int]:
    from datetime import date  # noqa: PLC0415

    from roterfaden.process.bpmn.rebuild import Missing, read_bpmn  # noqa: PLC0415
    from roterfaden.process.bpmn.refusals import BpmnRefused  # noqa: PLC0415
    from tests.process.bpmn.strangers import strangers  # noqa: PLC0415

    shelf = Path(__file__).resolve().parents[1] / "tests" / "process" / "bpmn" / "foreign"
    contents = [path.read_bytes() for path in sorted(shelf.glob("*.bpmn"))]
    contents += [stranger.content for stranger in strangers()]
    found = {"files": len(contents), "taken": 0, "refused": 0, "unclear_refusals": 0, "exceptions": 0}
    for content in contents:
        try:
            read_bpmn(content, missing=Missing(date(2026, 1, 1)))
        except BpmnRefused as refused:
            found["refused"] += 1
            found["unclear_refusals"] += not all(one.element and one.message for one in refused.faults)
        except Exception:  # noqa: BLE001 - what is counted here is just that
            found["exceptions"] += 1
        else:
            found["taken"] += 1
    return dict(found)


def _hostile(names: tuple[str, ...]) -> dict[str, float | int]:
    from tests.process.bpmn.strangers import strangers  # noqa: PLC0415

    slowest, most, taken = 0.0, 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for stranger in strangers():
            if stranger.name not in names:
                continue
            path = Path(folder) / "fremd.bpmn"
            path.write_bytes(stranger.content)
            done = subprocess.run(
                [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True
            )
            word, seconds, kilobytes = done.stdout.split()
            taken += word == "taken"
            slowest, most = max(slowest, float(seconds)), max(most, float(kilobytes) * 1024 / MEGABYTE)
    return {
        "hostile": len(names),
        "hostile_taken": taken,
        "slowest_hostile_s": round(slowest, 3),
        "most_hostile_mb": round(most, 1),
    }


if __name__ == "__main__":
    sys.exit(run(measure))
