"""What every test stands on: no network, files of its own, static files as they are served, a browser."""

import ipaddress
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

pytest_plugins = ["tests.browsing"]

ROOT = Path(__file__).resolve().parent.parent


class NetworkUsed(AssertionError):
    """A test reached for the network: nothing in Total Place may, unless its operator names the address."""


def _is_here(address: object) -> bool:
    """Whether a socket's address is on this machine."""
    if not isinstance(address, tuple):
        return True  # A Unix socket.
    host = address[0]
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            real = getattr(socket.socket, name)

            def guarded(self: socket.socket, address: object, real=real) -> object:
                if not _is_here(address):
                    raise NetworkUsed(f"a test tried to connect to {address}")
                return real(self, address)

            patch.setattr(socket.socket, name, guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Attachments and uploads of tests go to a folder of their own, and away with it."""
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=str(folder)):
        yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed quickly: the slow hashing of production would be most of what signing in costs a test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def static_files() -> None:
    """The static files under their hashed names, collected once: pages in tests are the pages that are served."""
    call_command("prepare", static_only=True)
    # The other worker may have collected them after this one had read that there were none.
    staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = staticfiles_storage.load_manifest()


@pytest.fixture(autouse=True)
def _static_where_pages_are(request: pytest.FixtureRequest) -> None:
    """A page names hashed files, so whatever may render one needs them collected; unit tests do not."""
    if "unit" not in Path(request.path).relative_to(ROOT / "tests").parts[:1]:
        request.getfixturevalue("static_files")
