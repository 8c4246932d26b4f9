"""What the commands say: a line for each step with its seconds, one line for a failure, never a traceback."""

import contextlib
import errno
import getpass
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from . import paths

HEARTBEAT_SECONDS = 20
COMPLAINT = re.compile(r"^(\S+: )?(error|fatal|panic|e:|npm error)|\w+Error\b", re.IGNORECASE)
FULL_DISK_WORDS = ("No space left on device", "ENOSPC", "Disk quota exceeded")


class Stop(Exception):
    """A reason to stop that is told in one line and answered by the reader."""


class Interrupted(BaseException):
    """Somebody asked this process to stop: Ctrl-C, a closed terminal, or a service manager."""


def say(line: str) -> None:
    """Print a line at once. A terminal that was closed has nobody left to tell, and must not stop the stopping."""
    with contextlib.suppress(BrokenPipeError, OSError):
        print(line, flush=True)


def catch_signals() -> None:
    """Turn SIGINT, SIGTERM and SIGHUP into `Interrupted`, so that every exit passes the same clean-up."""

    def interrupt(number: int, _frame: object) -> None:
        raise Interrupted(signal.Signals(number).name)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def ignore_signals() -> None:
    """From here on the process is stopping already: asking again must not leave half of it behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def one_line_failures() -> Iterator[None]:
    """Run a command's body; end with one line and a failing exit status for whatever stops it."""
    catch_signals()
    try:
        yield
    except Stop as reason:
        sys.exit(f"Stopped: {reason}")
    except Interrupted as signal_name:
        sys.exit(f"Stopped by {signal_name}.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"Stopped: {error}")
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            sys.exit(f"Stopped: {full_disk(error.filename or paths.ROOT)}")
        if isinstance(error, PermissionError) and error.filename:
            who = getpass.getuser()
            sys.exit(f"Stopped: {who} may not write {error.filename}: start as the owner of this checkout.")
        sys.exit(f"Stopped: {error}")


def full_disk(place: object) -> str:
    """The line that says a disk is full."""
    return f"the disk that holds {place} is full. Free some space and start again; nothing half done is kept."


def need_space(place: Path, megabytes: int, what: str) -> None:
    """Refuse to begin a step that this disk cannot hold."""
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 1_000_000
    if free < megabytes:
        raise Stop(f"{what} needs {megabytes:,} MB, and the disk that holds {place} has {free:,} MB free.")


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Name a step, then say how many seconds it took."""
    begun = time.monotonic()
    yield
    say(f"  {title}: {time.monotonic() - begun:.1f} s")


def run(
    title: str, command: Sequence[str | Path], *, env: dict[str, str] | None = None, cwd: Path | None = None
) -> None:
    """Run one long command as a step: its output goes to the log, its progress and any failure are told here."""
    paths.make_local()
    say(f"  {title}…")
    with open(paths.SETUP_LOG, "a+b") as log:
        log.write(f"\n== {title}: {' '.join(map(str, command))}\n".encode())
        log.flush()
        start = log.tell()
        with step(title):
            status = _wait(title, command, log, env, cwd)
        if status:
            raise Stop(why_it_failed(title, log, start))


def _wait(title: str, command: Sequence[str | Path], log: IO[bytes], env: dict | None, cwd: Path | None) -> int:
    """Wait for a command, saying from time to time that it still works."""
    begun = told = time.monotonic()
    child = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=cwd,
    )
    try:
        while child.poll() is None:
            time.sleep(0.05)
            if time.monotonic() - told > HEARTBEAT_SECONDS:
                told = time.monotonic()
                say(f"  {title}: still working after {told - begun:.0f} s")
    except BaseException:
        child.terminate()
        child.wait()
        raise
    return child.returncode


def why_it_failed(title: str, log: IO[bytes], start: int) -> str:
    """One line about a failed step, from what it wrote to the log after `start`."""
    log.seek(start)
    why = reason(title, log.read().decode(errors="replace"))
    return f"{why} (the whole output: {os.path.relpath(paths.SETUP_LOG)})"


def reason(what: str, output: str) -> str:
    """One line about what failed, from its output: the disk, else its last complaint, else its last words."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if any(word in line for line in lines for word in FULL_DISK_WORDS):
        return full_disk(paths.ROOT)
    complaints = [line for line in lines if COMPLAINT.search(line)]
    return f"{what} failed: {(complaints or lines or ['it said nothing'])[-1]}"
