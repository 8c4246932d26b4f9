"""The documents are true: their commands work, in order, and name every setting there is."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from bin.launcher.serve import DEMO_PASSWORD, DEMO_PEOPLE
from totalplace.demo_people import DEMO_PEOPLE as PEOPLE

from .checkouts import ROOT, environment, fresh_checkout

OPERATING = ROOT / "docs" / "operating.md"
# Documented for bin/run and gunicorn, which read them beside the settings.
READ_ELSEWHERE = {"PORT", "WEB_WORKERS", "WEB_THREADS"}


def blocks(document: Path, language: str) -> list[str]:
    """A document's fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", document.read_text(), flags=re.MULTILINE | re.DOTALL)


def test_the_operating_guide_lists_every_variable_and_none_that_is_not_read() -> None:
    settings = (ROOT / "totalplace" / "settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|required)\(\s*"([A-Z_]+)"', settings))
    tables = [line for line in OPERATING.read_text().splitlines() if line.startswith("| `")]
    documented = {name for line in tables for name in re.findall(r"`([A-Z_]{4,})`", line.split("|")[1])}
    assert documented == read | READ_ELSEWHERE


def test_the_readme_names_the_demonstrations_people() -> None:
    readme = (ROOT / "README.md").read_text()
    listed = re.findall(r"^\| `([a-z-]+)` \|", readme, flags=re.MULTILINE)
    assert listed == [person.username for person in PEOPLE]
    assert f"`{DEMO_PASSWORD}`" in readme
    assert [person.username for person in PEOPLE] == list(DEMO_PEOPLE)


@pytest.mark.parametrize(
    "document", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda path: path.name
)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Path, dict[str, str]]]:
    """A checkout and an empty database, as the operating guide finds them."""
    name = f"docs_{uuid.uuid4().hex[:8]}"
    server = os.environ["DATABASE_URL"]
    sql(server, f"CREATE DATABASE {name}")
    # The guide's own name for the restored database is the same on every server: two runs must not share it.
    restored = f"{name}_restored"
    try:
        with fresh_checkout() as checkout:
            (checkout / "backup").mkdir()
            (checkout / "media" / "1").mkdir(parents=True)
            (checkout / "media" / "1" / "lease.txt").write_text("A lease of 99 years.")
            env = environment(
                SECRET_KEY="of-the-documents-test-" * 3,
                PSEUDONYM_KEY="pseudonyms-of-the-documents-test-" * 2,
                DATABASE_URL=with_database(server, name),
                BACKUP_URL=with_database(server, name),
                RESTORED_URL=with_database(server, restored),
                BACKUP=str(checkout / "backup"),
                MEDIA_ROOT=str(checkout / "media"),
                ALLOWED_HOSTS="totalplace.example.org,localhost",
                LOG_LEVEL="WARNING",
            )
            yield checkout, env | {"RESTORED_NAME": restored}
    finally:
        for database in (name, restored):
            sql(server, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def with_database(url: str, name: str) -> str:
    """The same server's address for another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")).replace(f":/{name}", f"://@/{name}", 1)


def sql(url: str, statement: str) -> list[tuple]:
    """Run one statement outside any transaction; return its rows."""
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_the_operating_guides_commands_work_from_setting_up_to_upgrading(place: tuple[Path, dict[str, str]]) -> None:
    checkout, env = place
    commands = blocks(OPERATING, "sh")
    assert len(commands) > 5
    for block in commands:
        if "pg_dump" in block:
            manage(place, "load_demo")  # So that the restore has rows, and every constraint on them, to bring back.
        script = block.replace("totalplace_restored", env["RESTORED_NAME"])
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=checkout,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        if "tar --create" in block:
            (checkout / "media" / "1" / "lease.txt").unlink()
    for table in ("totalplace_user", "totalplace_area", "estate_property", "estate_propertyevent", "estate_lease"):
        digest = f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t"
        assert sql(env["RESTORED_URL"], digest) == sql(env["DATABASE_URL"], digest), table
    vault = "SELECT relowner::regrole::text FROM pg_class WHERE relnamespace = 'vault'::regnamespace AND relkind = 'r'"
    assert sql(env["RESTORED_URL"], vault) == [("total_place_vault",)] * 2
    assert (checkout / "media" / "1" / "lease.txt").read_text() == "A lease of 99 years."


def manage(place: tuple[Path, dict[str, str]], *arguments: str) -> None:
    """Run a management command in the checkout."""
    checkout, env = place
    subprocess.run(
        [".venv/bin/python", "manage.py", *arguments], cwd=checkout, env=env, check=True, capture_output=True
    )


def test_the_operating_guides_services_start_and_stop(place: tuple[Path, dict[str, str]]) -> None:
    checkout, env = place
    lines = re.findall(r"^ExecStart=(.*)$", "\n".join(blocks(OPERATING, "ini")), flags=re.MULTILINE)
    assert len(lines) == 2
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    services = [
        subprocess.Popen(
            line.replace("/srv/total-place", str(checkout)).split(), cwd=checkout, env=env | {"PORT": str(port)}
        )
        for line in lines
    ]
    try:
        assert wait_until_ready(f"http://localhost:{port}/readyz") == 200
    finally:
        for service in services:
            service.terminate()
    assert [service.wait(timeout=20) for service in services] == [0, 0]


def wait_until_ready(url: str, seconds: float = 60) -> int:
    """The status of the first answer that is not an excuse, or the last one there was."""
    until, status = time.monotonic() + seconds, 0
    while status != 200 and time.monotonic() < until:
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own http address
                status = answer.status
        except urllib.error.HTTPError as refusal:
            status = refusal.code
        except OSError:
            status = 0
        time.sleep(0.2)
    return status
