"""A client that hangs up or hardly reads, on the real server: it costs nobody else, and not for long."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from estate.models import Property
from tests.factories import make_organisation, make_person
from totalplace.choices import Role
from totalplace.services.tokens import make_token

WHOLE = "/api/v1/properties/?format=ndjson"
# 3,500 of them are more than sockets hold for those who do not read.
DESCRIPTION = "lorem ipsum " * 1000
HELD = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token() -> str:
    """Of an analyst, over a register that is long enough."""
    body = make_organisation("WCC")
    Property.objects.bulk_create(Property(organisation=body, description=DESCRIPTION) for _ in range(3500))
    return make_token(user=make_person("analyst", [(Role.ANALYST, None)]), name="slow", is_read_only=True).text


@pytest.fixture
def port(token: str, tmp_path: Path) -> Iterator[int]:
    """Where gunicorn serves this test's database: one process, as it is deployed but for its patience of a second."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    options = connection.get_connection_params()
    address = f"postgres://{options.get('user', '')}@/{options['dbname']}?host={options['host']}&port={options['port']}"
    given = {"DATABASE_URL": address, "SECRET_KEY": "k" * 60, "PSEUDONYM_KEY": "p" * 60, "PORT": str(number)}
    environment = os.environ | given | {"WEB_WORKERS": "1", "CLIENT_PATIENCE": "1"}
    log = (tmp_path / "log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
        cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        until(lambda: status(number, "/healthz") == 200, "the server answers")
        yield number
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def until(true: Callable[[], Any], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.1)


def asked(port: int, address: str, token: str = "") -> socket.socket:
    """A connection on which that address was asked for, with little room for what comes."""
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    head = f"GET {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    client.sendall(head.encode())
    return client


def status(port: int, address: str, token: str = "") -> int:
    try:
        with asked(port, address, token) as client:
            return int(client.recv(12).decode().split()[1])
    except OSError:
        return 0


def held() -> int:
    """How many connections to the database wait for a client."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return cursor.fetchone()[0]


def begun(port: int, token: str) -> list[socket.socket]:
    """As many whole sets as are sent at once, each begun and not read on."""
    streams = [asked(port, WHOLE, token) for _ in range(2)]
    assert {client.recv(12) for client in streams} == {b"HTTP/1.1 200"}
    assert status(port, WHOLE, token) == 503
    assert status(port, "/api/v1/properties/?limit=1", token) == 200
    return streams


def test_one_that_hangs_up_lets_go_of_its_connection_and_its_place(port: int, token: str) -> None:
    for client in begun(port, token):
        client.close()
    until(lambda: held() == 0, "no connection waits for anybody")
    until(lambda: status(port, WHOLE, token) == 200, "there is a place again")


def test_one_that_reads_a_byte_a_second_is_hung_up_on(port: int, token: str) -> None:
    streams = begun(port, token)
    until(lambda: [client.recv(1) for client in streams] and held() == 0, "nobody waits for the two")
    until(lambda: status(port, WHOLE, token) == 200, "there is a place again")
    for client in streams:
        client.close()
