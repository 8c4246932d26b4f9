"""System packages, through apt, and only those that are missing."""

import ctypes.util
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import console, paths

OLDEST_POSTGRES = 15
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/total-place.conf")
# Programs whose use the guides tell, and which tests of the guides run: (program, package, its name).
CLIENTS = (("curl", "curl", "curl"), ("ogr2ogr", "gdal-bin", "GDAL's programs"))
# What sudo may hand on: how this machine reaches its package mirror.
KEPT_BY_SUDO = "http_proxy,https_proxy,no_proxy,HTTP_PROXY,HTTPS_PROXY,NO_PROXY,DEBIAN_FRONTEND"


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server here that has PostGIS, or None."""
    found = []
    for folder in Path("/usr/lib/postgresql").glob("*/bin"):
        version = folder.parent.name
        control = Path(f"/usr/share/postgresql/{version}/extension/postgis.control")
        if version.isdigit() and int(version) >= OLDEST_POSTGRES and (folder / "initdb").exists() and control.exists():
            found.append((int(version), folder))
    return max(found)[1] if found else None


def install_missing(*, server: bool, clients: bool) -> None:
    """Install the system packages that are missing.

    `server`: a PostgreSQL server with PostGIS is wanted. `clients`: the tests' Chromium and the like are wanted.
    """
    wanted: list[tuple[str, str]] = []
    if importlib.util.find_spec("ensurepip") is None and not paths.PYTHON.exists():
        wanted.append((r"^python3-venv$", "Python's venv"))
    if not CERTIFICATES.exists():
        wanted.append((r"^ca-certificates$", "trusted certificates"))
    if server and postgres_programs() is None:
        wanted.append((r"^postgresql-[0-9]+-postgis-3(-scripts)?$", "PostgreSQL with PostGIS"))
    elif not ctypes.util.find_library("gdal"):
        wanted.append((r"^libgdal[0-9]+(t64)?$", "GDAL"))
    if clients:
        wanted += _missing_clients()
    if wanted:
        _install(wanted)


def _missing_clients() -> list[tuple[str, str]]:
    """What the tests open and read the site with."""
    wanted = [(f"^{package}$", name) for program, package, name in CLIENTS if not shutil.which(program)]
    if find_chromium() is None:
        _refuse_snap_chromium()
        wanted += [(r"^chromium$", "Chromium"), (r"^fonts-dejavu-core$", "a font")]
    if not ctypes.util.find_library("atomic"):
        wanted.append((r"^libatomic1$", "a library of the browser's driver"))
    return wanted


def find_chromium() -> str | None:
    """The browser that the tests drive: $CHROMIUM, else the first Chromium or Chrome on the path."""
    if named := os.environ.get("CHROMIUM"):
        if not shutil.which(named):
            raise console.Stop(f"CHROMIUM names {named}, which is not a program here.")
        return shutil.which(named)
    for name in ("chromium", "google-chrome-stable", "google-chrome", "chrome", "chromium-browser"):
        found = shutil.which(name)
        if found and not _is_snap(Path(found)):
            return found
    return None


def _is_snap(program: Path) -> bool:
    """Whether a browser is a snap: confined, it cannot read the tests' folders (Ubuntu's chromium-browser)."""
    real = program.resolve()
    return "snap" in real.parts or real.name == "snap" or b"/snap/bin/" in real.read_bytes()[:4096]


def _refuse_snap_chromium() -> None:
    """Say what to do where apt's Chromium is only a snap."""
    if "ID=ubuntu" in Path("/etc/os-release").read_text().splitlines():
        raise console.Stop(
            "the browser tests need Chrome or Chromium, and Ubuntu packages it only as a snap: "
            "install Google Chrome's .deb, or set CHROMIUM=/path/to/chrome."
        )


def _install(wanted: list[tuple[str, str]]) -> None:
    """Install the newest package that matches each pattern."""
    what = ", ".join(name for _, name in wanted)
    prefix = _as_root(what)
    console.need_space(Path("/usr"), 900, f"installing {what}")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    console.run("Reading the list of system packages", [*prefix, "apt-get", "-q", "update"], env=env)
    names = [name for pattern, label in wanted for name in _newest(pattern, label)]
    title = f"Installing {what}"
    no_cluster = any(name.startswith("postgresql") for name in names) and not Path("/usr/bin/pg_createcluster").exists()
    if no_cluster:
        _write_as_root(prefix, NO_CLUSTER, "create_main_cluster = false\n")
    try:
        options = ["-o", "Dpkg::Options::=--force-confold", "-o", "DPkg::Lock::Timeout=120"]
        install = ["apt-get", "-q", "-y", "--no-install-recommends", *options, "install", *names]
        console.run(title, [*prefix, *install], env=env)
    finally:
        # Only this installation is told not to make a cluster: a server wanted later is the machine's own affair.
        if no_cluster:
            subprocess.run([*prefix, "rm", "-f", str(NO_CLUSTER)], check=True)
    importlib.invalidate_caches()


def _as_root(what: str) -> list[str]:
    """The words that make a command run as root, or a refusal that says what to install."""
    if not shutil.which("apt-get"):
        raise console.Stop(
            f"{what} is missing, and this machine has no apt-get: install it by this system's own means."
        )
    if paths.is_root():
        return []
    if not shutil.which("sudo"):
        raise console.Stop(f"{what} is missing, and installing it needs root: run this once as root, or install sudo.")
    ask = [] if sys.stdin.isatty() else ["--non-interactive"]
    sudo = ["sudo", *ask, f"--preserve-env={KEPT_BY_SUDO}"]
    if subprocess.run([*sudo, "true"]).returncode:
        raise console.Stop(f"{what} is missing, and sudo refused: run this once as root.")
    return sudo


def _newest(pattern: str, label: str) -> list[str]:
    """The packages that match and share the highest number: a PostgreSQL version and its scripts go together."""
    output = subprocess.run(["apt-cache", "search", "--names-only", pattern], capture_output=True, text=True).stdout
    names = [line.split(" - ")[0] for line in output.splitlines()]
    if not names:
        raise console.Stop(f"{label} is missing, and this machine's package sources have none ({pattern}).")
    highest = max(_number(name) for name in names)
    return [name for name in names if _number(name) == highest]


def _number(name: str) -> int:
    digits = re.search(r"\d+", name)
    return int(digits.group()) if digits else 0


def _write_as_root(prefix: list[str], file: Path, text: str) -> None:
    """Write a small configuration file, through sudo if need be."""
    subprocess.run([*prefix, "mkdir", "-p", str(file.parent)], check=True)
    subprocess.run([*prefix, "tee", str(file)], input=text.encode(), stdout=subprocess.DEVNULL, check=True)
