"""The check of data quality over 100,000 properties: seconds in all and a rule, and what pages take meanwhile.

    python bench/bench_quality.py [--properties 100000] [--rounds 40]

The register is the demonstration county copied inside the database until it is that large, in a database of its own on
the server that DATABASE_URL names (its name with _quality_<size> after it), made at the first run and kept. The check
is the one that the job runs. "First" finds everything new; "again" finds what stands there already, as each day. A rule
alone is asked of the whole register in one statement, which reads all the facts that any rule speaks of: the line
"facts alone" says how much of it that is. Pages are asked of the whole application through Django's test client, as a
partner, first with nothing else running, then while another process checks the register over and over.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_list import create  # noqa: E402 - found only once the path is set

GOAL = "goal: 100,000 properties well under 60 s, page times unaffected"


def address_of(size: int) -> str:
    """The database's address for a size."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"{parts.path}_quality_{size}"))


def prepare(size: int) -> None:
    """Make the register where it is not there yet; forget every finding."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("load_demo", properties=size, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE estate_qualityfinding, estate_qualitytally, estate_qualitystale, estate_qualityrun")
        cursor.execute("VACUUM ANALYZE")


def seconds(work: Callable[[], Any]) -> float:
    """How long `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure_check() -> None:
    """Print what the check takes: all of it, each rule, one property."""
    from django.db import connection
    from django.utils import timezone

    from estate.models import Property, QualityFinding
    from estate.querysets.quality import PAIR_RULES, ROW_RULES, statements
    from estate.querysets.quality.model import FACTS
    from estate.services.quality import check_everything, check_properties

    print(f"{Property.objects.count():,} properties")
    print(f"  first check{seconds(check_everything):>34.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE estate_qualityfinding, estate_qualitytally")
    print(f"  again{seconds(check_everything):>40.1f} s")
    print(f"  findings{QualityFinding.objects.count():>37,}")
    some = list(Property.objects.order_by("?").values_list("pk", flat=True)[:100])
    each = sorted(seconds(lambda pk=pk: check_properties([pk])) * 1000 for pk in some)
    print(f"  one property, median (of 100) and slowest{statistics.median(each):>7.1f}, {each[-1]:.1f} ms")
    asked = {"facts alone": f"SELECT count(l.tenancies + o.users + t.titles), max(v.valued_on) {FACTS}"}
    asked |= {rule.code: f"SELECT count(*) FROM ({statements.row_faults([rule], 'true')}) f" for rule in ROW_RULES}
    asked |= {rule.code: f"SELECT count(*) FROM ({statements.pair_faults(rule, 'true')}) f" for rule in PAIR_RULES}
    print(f"\n{'rule, asked alone':<32} {'faults':>9} {'seconds':>9}")
    with connection.cursor() as cursor:
        for name, statement in asked.items():
            took = seconds(lambda text=statement: cursor.execute(text, {"today": timezone.localdate()}))
            found = "" if name == "facts alone" else f"{cursor.fetchone()[0]:,}"
            print(f"{name:<32} {found:>9} {took:>9.2f}", flush=True)


def measure_pages(rounds: int) -> None:
    """Print what pages take idle and beside a check."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from estate.models import Property

    client = Client(HTTP_HOST="localhost")
    client.force_login(get_user_model().objects.get(username="partner"))
    reference = Property.objects.filter(is_sensitive=False).order_by("pk")[500].reference
    pages = {
        "the list, first page": "/estate/",
        "the list, one body, by value": "/estate/?organisation=WCC&ordering=-book_value",
        "a property": f"/estate/{reference}/",
        "data quality, all bodies": "/estate/quality/",
        "a rule's list": "/estate/quality/missing-uprn/",
        "the list, by a fault": "/estate/?quality=uprn-of-another-body",
    }
    idle = {name: times(client, page, rounds) for name, page in pages.items()}
    with CheckBeside() as beside:
        busy = {name: times(client, page, rounds) for name, page in pages.items()}
        checks = beside.finished()
    print(f"\n{'page, median of ' + str(rounds):<32} {'idle ms':>9} {'beside ms':>10} {'slowest':>9}")
    for name in pages:
        print(
            f"{name:<32} {statistics.median(idle[name]):>9.1f} {statistics.median(busy[name]):>10.1f}"
            f" {max(busy[name]):>9.1f}"
        )
    print(f"({checks} checks of everything ended meanwhile)")


class CheckBeside:
    """Another process that checks the register over and over."""

    def __enter__(self) -> CheckBeside:
        self.before = self._runs()
        self.process = subprocess.Popen([sys.executable, __file__, "--check-over-and-over"])
        time.sleep(4)
        return self

    def finished(self) -> int:
        """How many checks ended so far."""
        return self._runs() - self.before

    def __exit__(self, *exc: object) -> None:
        self.process.terminate()
        self.process.wait()

    @staticmethod
    def _runs() -> int:
        from estate.models import QualityRun

        return QualityRun.objects.count()


def times(client: Any, page: str, rounds: int) -> list[float]:
    """Milliseconds of each round, warmed up."""
    taken = []
    for _ in range(rounds + 3):
        begun = time.perf_counter()
        if client.get(page).status_code != 200:
            raise SystemExit(f"{page} failed")
        taken.append((time.perf_counter() - begun) * 1000)
    return taken[3:]


def check_over_and_over() -> None:
    """Check everything until stopped."""
    from estate.services.quality import check_everything

    while True:
        check_everything()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--properties", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--check-over-and-over", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if not asked.check_over_and_over:
        create(address_of(asked.properties))
        os.environ["DATABASE_URL"] = address_of(asked.properties)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "totalplace.settings", "DEBUG": "", "DEMO": "1"}
    import django

    django.setup()
    if asked.check_over_and_over:
        check_over_and_over()
        return
    prepare(asked.properties)
    measure_check()
    measure_pages(asked.rounds)
    print(GOAL)


if __name__ == "__main__":
    main()
