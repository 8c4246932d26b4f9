"""A checkout like the one a newcomer clones, with the packages of this one, to run the documented commands in."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a machine gives, and no more: the tests' own settings must not reach the commands under test.
FROM_THE_MACHINE = ("PATH", "HOME", "LANG", "USER", "LOGNAME", "TMPDIR")


@contextmanager
def fresh_checkout() -> Iterator[Path]:
    """A clone with the working tree's present state. Installed packages are lent to it; its data is its own."""
    # Not pytest's own temporary folder, which only this user may enter: root's PostgreSQL runs as another.
    folder = Path(tempfile.mkdtemp(prefix="tp-"))
    folder.chmod(0o755)
    checkout = folder / "total-place"
    try:
        git("clone", "--quiet", ROOT, checkout)
        for name in git("-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines():
            source, target = ROOT / name, checkout / name
            if source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
            else:
                target.unlink(missing_ok=True)
        for lent in (".venv", "node_modules"):
            (checkout / lent).symlink_to(ROOT / lent)
        yield checkout
    finally:
        shutil.rmtree(folder)


def git(*arguments: str | Path) -> str:
    """Run git, also in a folder that another user owns (a mounted one, in continuous integration)."""
    command = ["git", "-c", "safe.directory=*", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment()).stdout


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: the machine's, and what is given."""
    base = {name: os.environ[name] for name in FROM_THE_MACHINE if name in os.environ}
    safe = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    return base | safe | more
