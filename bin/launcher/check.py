"""bin/test: every check that CI runs, the quick ones first, against a throw-away PostgreSQL of its own."""

import json
import os
import subprocess
import sys
import time

from . import children, console, debian, install, locks, paths, postgres, serve

DATABASE = "totalplace"
APPS = ("totalplace", "estate", "spend", "neets")
RUN_AGAIN = 3
TYPED_ROOMS = ("calc", "selectors", "services")
BUSY = "the tests of this checkout are already running (process {pid})."
# What a real server would be given: the deployment check answers for that, not for the demonstration.
PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "BEHIND_HTTPS": "1",
    "ALLOWED_HOSTS": "totalplace.example.org",
    "PSEUDONYM_KEY": "another-for-tests-" * 3,
}


def main(arguments: list[str]) -> int:
    """Run every check, or only pytest with the arguments given. Returns the exit status."""
    begun = time.monotonic()
    with locks.only_one("test", BUSY):
        install.everything(dev=True)
        with children.Children() as group:
            env = environment(group)
            if arguments:
                return subprocess.run([install.program("pytest"), *arguments], cwd=paths.ROOT, env=env).returncode
            failed = every_check(env)
    outcome = f"Failed: {', '.join(failed)}" if failed else "Everything passed"
    console.say(f"{outcome}, {time.monotonic() - begun:.0f} s in all.")
    return 1 if failed else 0


def every_check(env: dict[str, str]) -> list[str]:
    """The names of the checks that failed. A failed quick check saves a person the wait for the tests; CI tells all."""
    failed = [title for title, command, extra in quick_checks() if not passes(title, command, env | extra)]
    if failed and "CI" not in os.environ:
        return failed
    if not (tested(env, "-n", "2", "--dist", "worksteal") or (few_failed() and passes_alone(env))):
        failed.append("pytest")
    return failed


def tested(env: dict[str, str], *arguments: str) -> bool:
    """Whether pytest passes."""
    return subprocess.run([install.program("pytest"), *arguments], cwd=paths.ROOT, env=env).returncode == 0


def few_failed() -> bool:
    """Whether so few tests failed that a stall of the machine may be why."""
    noted = paths.ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
    return noted.exists() and 0 < len(json.loads(noted.read_text())) <= RUN_AGAIN


def passes_alone(env: dict[str, str]) -> bool:
    """Run those that failed once more, one by one: so a deadline missed under load is told apart from a fault."""
    console.say("Running the tests that failed again, alone. One that passes now is still worth a look.")
    return tested(env, "--last-failed", "--last-failed-no-failures=none")


def environment(group: children.Children) -> dict[str, str]:
    """The environment of the checks: like a trial's, with a database server that forgets."""
    given = {
        "DEBUG": "0",
        "DEMO": "1",
        "BEHIND_HTTPS": "0",
        "DEMO_PASSWORD": serve.DEMO_PASSWORD,
        "LOG_LEVEL": "WARNING",
    }
    env = os.environ | given | {"PATH": install.bin_on_path(), "CHROMIUM": debian.find_chromium() or ""}
    env["SECRET_KEY"] = "only-for-tests-" * 4
    env["DJANGO_SETTINGS_MODULE"] = "totalplace.settings"
    if not env.get("DATABASE_URL"):
        cluster = postgres.private("postgres-test", throw_away=True)
        cluster.start(group)
        cluster.ensure_database(DATABASE)
        env["DATABASE_URL"] = cluster.url(DATABASE)
    serve.check_database(env)
    return env


def quick_checks() -> list[tuple[str, list[str], dict[str, str]]]:
    """Each check's name, its command and what its environment adds."""
    manage = [str(paths.PYTHON), "-W", "error", "manage.py"]
    rooms = [f"{app}/{room}" for app in APPS for room in TYPED_ROOMS]
    return [
        ("ruff check", [install.program("ruff"), "check", "."], {}),
        ("ruff format", [install.program("ruff"), "format", "--check", "."], {}),
        ("import contracts", [install.program("lint-imports")], {}),
        ("scripts", [str(install.node()), "--test", "tests/unit/**/*.test.mjs"], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        ("types", [install.program("mypy"), *[room for room in rooms if (paths.ROOT / room).exists()]], {}),
    ]


def passes(title: str, command: list[str], env: dict[str, str]) -> bool:
    """Run one check; show its output only when it fails."""
    begun = time.monotonic()
    done = subprocess.run(command, cwd=paths.ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    seconds = time.monotonic() - begun
    if done.returncode:
        console.say(f"  {title}: FAILED after {seconds:.1f} s")
        sys.stdout.write(done.stdout + done.stderr)
        sys.stdout.flush()
        return False
    console.say(f"  {title}: passed in {seconds:.1f} s")
    return True
