"""Child processes that never outlive this one: started, watched and stopped together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from . import console

PR_SET_PDEATHSIG = 1
COMPLAINTS = ("PANIC", "FATAL", "ERROR", "Error")
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Child:
    """One running program, how it is asked to stop, and how many seconds it may take."""

    name: str
    process: subprocess.Popen
    stop_signal: signal.Signals
    patience: float
    log: Path | None = None

    def go_on(self) -> None:
        """Give the word that a held child waits for; one that has ended is for `watch` to tell of."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(b"\n")
        self.process.stdin.close()

    def last_words(self) -> str:
        """The last complaint in its log, or nothing."""
        if self.log is None or not self.log.exists():
            return ""
        lines = self.log.read_text(errors="replace").splitlines()
        return next((line.strip() for line in reversed(lines) if any(word in line for word in COMPLAINTS)), "")

    def obituary(self) -> str:
        """How it ended, in one line."""
        status = self.process.returncode
        how = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended by itself with status {status}"
        words = self.last_words()
        return f"{self.name} {how}: {words.rstrip('.')}." if words else f"{self.name} {how}."


@dataclass
class Children:
    """The programs of one run. Leaving the `with` block stops all of them, the last started first."""

    running: list[Child] = field(default_factory=list)

    def __enter__(self) -> "Children":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        console.ignore_signals()
        for child in reversed(self.running):
            stop(child)

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        held: bool = False,
        stop_signal: signal.Signals = signal.SIGTERM,
        patience: float = 10,
        log: Path | None = None,
        user: str | None = None,
        env: dict[str, str] | None = None,
        cwd: Path | str | None = None,
    ) -> Child:
        """Start a program in a session of its own, so that Ctrl-C reaches it only through us and in our order.

        One that is `held` waits for `go_on()`.
        """
        output: IO | None = log.open("w") if log else None
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                bufsize=0,
                stdin=subprocess.PIPE if held else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=_die_with_parent(stop_signal),
                **identity(user),
            )
        finally:
            if output:
                output.close()
        child = Child(name, process, stop_signal, patience, log)
        self.running.append(child)
        return child

    def first_to_end(self) -> Child | None:
        """A child that has ended by itself, if one has."""
        return next((child for child in self.running if child.process.poll() is not None), None)

    def watch(self) -> Child:
        """Wait until one of the children ends by itself; return it."""
        while True:
            if ended := self.first_to_end():
                return ended
            time.sleep(0.2)


def identity(user: str | None) -> dict:
    """What subprocess needs to run a program as another user with none of our groups."""
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}


def stop(child: Child) -> None:
    """Ask a child to end; when its time is over, end it and everything that it started."""
    if child.process.poll() is None:
        child.process.send_signal(child.stop_signal)
        try:
            child.process.wait(child.patience)
        except subprocess.TimeoutExpired:
            console.say(f"  {child.name} did not stop within {child.patience:.0f} s and is ended.")
    try:
        os.killpg(child.process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # Nothing of its session is left: the usual case.
    child.process.wait()


def _die_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """What a child does before it becomes its program: ask the kernel to end it when we are killed outright."""
    parent = os.getpid()

    def arrange() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    return arrange
