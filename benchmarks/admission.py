"""`python -m benchmarks.admission`: every offer checked for random persons, each against a second reading of the files.

The floor is the second reading of `tests/offers/reading.py` on the same facts: bare comparisons on the parsed YAML,
without sentences, sources or a ranking. Both are measured round by round within one run, in the processor's seconds.
"""

import os
import random
import sys
import time
from statistics import median

from benchmarks.frame import Goal, Options, Report, run

GOALS = (
    Goal("checks_per_s", at_least=1_000),
    Goal("different", at_most=0),
    Goal("exceptions", at_most=0),
)
# persons in a round: few, so that the results of one fit into memory
PERSONS, QUICK, ROUND = 100_000, 2_000, 200


def measure(options: Options) -> Report:
    """Checks of all offers for each person; how many differ from the second reading."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    import django  # noqa: PLC0415

    django.setup()
    from roterfaden.offers.admission.checking import check  # noqa: PLC0415
    from roterfaden.offers.reader import shipped_offers  # noqa: PLC0415
    from tests.offers.reading import expected, person, raw, raw_offers  # noqa: PLC0415

    persons = QUICK if options.quick else PERSONS
    facts, offers, raws, rng = raw("facts.yaml")["facts"], shipped_offers(), raw_offers(), random.Random(6)
    rates: list[float] = []
    floors: list[float] = []
    different = exceptions = 0
    for _ in range(persons // ROUND):
        said = [person(rng, facts) for _ in range(ROUND)]
        begin = time.process_time()
        try:
            ours = [[check(offers[one["id"]], known) for one in raws] for known in said]
        except Exception:  # noqa: BLE001 - what is counted here is just that
            exceptions += 1
            continue
        middle = time.process_time()
        theirs = [[expected(one, known) for one in raws] for known in said]
        end = time.process_time()
        checks = len(said) * len(raws)
        rates.append(checks / (middle - begin))
        floors.append(checks / (end - middle))
        different += sum(
            (result.verdict, [one.finding for one in result.checked]) != wanted
            for results, wants in zip(ours, theirs, strict=True)
            for result, wanted in zip(results, wants, strict=True)
        )
    figures = {
        "persons": persons,
        "checks": persons * len(raws),
        "checks_per_s": round(median(rates)) if rates else 0,
        "different": different,
        "exceptions": exceptions,
    }
    against = {"bare_reading_per_s": round(median(floors)) if floors else 0}
    return Report("admission", figures, against, GOALS, quick=options.quick)


if __name__ == "__main__":
    sys.exit(run(measure))
