"""The two commands of the README keep their word: they serve, refuse in one line, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bin.launcher.debian import postgres_programs

from .checkouts import environment, fresh_checkout

READY = "Ctrl-C stops it."


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """A newcomer's clone, whose private PostgreSQL is made by the first run."""
    if postgres_programs() is None:
        pytest.skip("no PostgreSQL server is installed here: DATABASE_URL names one elsewhere")
    with fresh_checkout() as folder:
        yield folder


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(checkout: Path, port: int, **more: str) -> subprocess.Popen:
    """Begin `bin/run`."""
    env = environment(PORT=str(port), **more)
    return subprocess.Popen(
        ["bin/run"], cwd=checkout, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def read_until_ready(run: subprocess.Popen) -> str:
    """Everything that it says up to being ready."""
    said = ""
    for line in run.stdout or ():
        said += line
        if READY in line:
            return said
    pytest.fail(f"bin/run ended before it was ready:\n{said}")


def left_behind(checkout: Path) -> list[str]:
    """Processes that run from a checkout or over its data."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # It ended while we looked.
        if str(checkout) in words:
            found.append(words.strip())
    return found


def stop(run: subprocess.Popen, how: signal.Signals) -> int:
    """Ask it to stop; its exit status."""
    run.send_signal(how)
    run.communicate(timeout=60)
    return run.returncode


def refusal(checkout: Path, **env: str) -> str:
    """What `bin/run` says when it cannot start: the last line, with a failing status and no traceback."""
    done = subprocess.run(
        ["bin/run"], cwd=checkout, env=environment(**env), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr.strip()


def test_one_command_serves_the_county_and_ctrl_c_leaves_nothing_behind(checkout: Path, port: int) -> None:
    run = start(checkout, port)
    try:
        said = read_until_ready(run)
        assert f"http://localhost:{port}" in said
        assert "officer-wcc" in said
        assert "total-place-demo" in said
        with urllib.request.urlopen(f"http://localhost:{port}/") as page:
            assert "Worcestershire" in page.read().decode()
        assert "already served" in refusal(checkout, PORT=str(port))
        assert len(left_behind(checkout)) > 2
    finally:
        status = stop(run, signal.SIGINT)
    assert status == 0
    assert left_behind(checkout) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_closed_terminal_or_a_service_manager_stops_all_of_it_too(
    checkout: Path, port: int, how: signal.Signals
) -> None:
    run = start(checkout, port, DEMO="0")
    read_until_ready(run)
    assert stop(run, how) == 0
    assert left_behind(checkout) == []


def test_killed_outright_it_takes_its_children_along(checkout: Path, port: int) -> None:
    run = start(checkout, port, DEMO="0")
    read_until_ready(run)
    stop(run, signal.SIGKILL)
    until = time.monotonic() + 20
    while left_behind(checkout) and time.monotonic() < until:
        time.sleep(0.1)
    assert left_behind(checkout) == []


def test_a_part_that_dies_is_named_and_stops_the_rest(checkout: Path, port: int) -> None:
    run = start(checkout, port, DEMO="0")
    read_until_ready(run)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    worker = next(pid for pid in children if b"\0worker" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(int(worker), signal.SIGKILL)
    said, _ = run.communicate(timeout=60)
    assert "The job worker was killed by SIGKILL. Stopping the rest." in said
    assert run.returncode == 1
    assert left_behind(checkout) == []


def test_a_busy_port_is_one_line(checkout: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        busy = other.getsockname()[1]
        assert refusal(checkout, PORT=str(busy)).startswith(f"Stopped: port {busy} is in use by another program")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://root@localhost/x", "DATABASE_URL must look like postgres://"),
        ("postgres://nobody:x@127.0.0.1:1/x", "Connection refused"),
        ("postgres://nobody:x@localhost:port/x", "DATABASE_URL cannot be read"),
    ],
)
def test_a_wrong_database_url_is_one_line(checkout: Path, port: int, url: str, reason: str) -> None:
    assert reason in refusal(checkout, PORT=str(port), DATABASE_URL=url)


def test_a_full_disk_is_told_before_anything_is_begun(checkout: Path, port: int) -> None:
    database = checkout / "bin" / "launcher" / "postgres.py"
    original = database.read_text()
    # No disk is as large as this: the same check that a small disk would fail.
    database.write_text(original.replace("RUNNING_MB = 100", "RUNNING_MB = 100_000_000"))
    try:
        assert "MB free" in refusal(checkout, PORT=str(port))
    finally:
        database.write_text(original)
