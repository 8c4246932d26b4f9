"""Where things are: everything made on this machine lies under .local/, .venv/ or node_modules/."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
SETUP_LOG = LOCAL / "setup.log"

# Tells this checkout's data from another checkout's where they cannot lie inside it.
CHECKOUT_ID = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def make_local() -> None:
    """Create .local/, which other users may cross but not list: each thing inside has its own permissions."""
    if not LOCAL.exists():
        LOCAL.mkdir()
        LOCAL.chmod(0o711)


def fingerprint(*files: Path) -> str:
    """A digest of the files' contents, by which a step knows that it has nothing to do."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_root() -> bool:
    """Whether this process may install packages and change users."""
    return os.geteuid() == 0
