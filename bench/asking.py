"""Asking over and over, by HTTP or of the database alone, on one connection or several."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

# No case takes longer than this, in seconds.
LONGEST = 20
Work = Callable[[], Any]


def from_database(statements: list[str]) -> Callable[[], Work]:
    """Makes a connection of its own, and the work of fetching all that these statements answer."""

    def connected() -> Work:
        import psycopg2
        from django.db import connection

        options = connection.get_connection_params()
        bare = psycopg2.connect(
            **{key: options[key] for key in ("dbname", "host", "port", "user", "password") if options.get(key)}
        )
        bare.autocommit = True

        def fetch() -> list[Any]:
            rows = []
            with bare.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                    rows += cursor.fetchall()
            return rows

        return fetch

    return connected


def over_http(port: int, address: str, headers: dict[str, str]) -> Callable[[], Work]:
    """Makes a connection of its own, and the work of reading that address."""

    def connected() -> Work:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

        def ask() -> http.client.HTTPResponse:
            connection.request("GET", address, headers=headers)
            return connection.getresponse()

        def read() -> bytes:
            try:
                answer = ask()
            except ConnectionError:
                # While the slowest of several was waited for, the server closed those that were idle.
                connection.close()
                answer = ask()
            body = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{address}: {answer.status} {body[:500]!r}")
            return body

        return read

    return connected


def timed(connected: Callable[[], Work], connections: int, rounds: int) -> tuple[float, float]:
    """The median in ms, and how many a second, of so many connections that each ask so many times."""

    def run(work: Work) -> list[float]:
        figures: list[float] = []
        begun = time.perf_counter()
        while len(figures) < rounds and time.perf_counter() - begun < LONGEST:
            asked = time.perf_counter()
            work()
            figures.append((time.perf_counter() - asked) * 1000)
        return figures

    works = [connected() for _ in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(lambda work: work(), works))
        begun = time.perf_counter()
        figures = [each for some in pool.map(run, works) for each in some]
        return statistics.median(figures), len(figures) / (time.perf_counter() - begun)


def first_byte(port: int, address: str, headers: dict[str, str], rounds: int) -> float:
    """The median in ms until the first byte; the rest is not waited for."""
    figures = []
    for _ in range(max(3, rounds // 4)):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        begun = time.perf_counter()
        connection.request("GET", address, headers=headers)
        connection.getresponse().read(1)
        figures.append((time.perf_counter() - begun) * 1000)
        connection.close()
        time.sleep(0.2)
    return statistics.median(figures)
