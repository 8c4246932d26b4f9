"""bin/run: a supervisor of PostgreSQL, the web server and the job worker, which start and stop together."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import children, console, install, locks, paths, postgres

DEMO_PASSWORD = "total-place-demo"  # noqa: S105 - shown on the page, and only ever a demonstration's
# The same people as totalplace/demo_people.py, which needs Django to be read; a contract test compares them.
DEMO_PEOPLE = ("admin", "programme", "officer-wcc", "officer-bdc", "partner", "analyst", "caseworker", "neet-lead")
DATABASE = "totalplace"
ALREADY = "this checkout is already served at http://localhost:{port} (process {pid}); stop that one with Ctrl-C first."
START_SECONDS = 60
HELD = paths.ROOT / "bin" / "launcher" / "held.py"


def main() -> int:
    """Serve until asked to stop. Returns the exit status: 0 after Ctrl-C, 1 when a part ended by itself."""
    begun = time.monotonic()
    port = wanted_port()
    with locks.only_one("run", ALREADY, port=port):
        refuse_busy(port)
        console.say("Total Place: setting up what is missing")
        install.everything(dev=False)
        with children.Children() as group:
            env = start(group, port)
            wait_until_served(group, port)
            try:
                announce(port, env, time.monotonic() - begun)
                ended = group.watch()
            except console.Interrupted:
                console.say("\nStopping…")
                return 0
            console.say(f"{ended.obituary()} Stopping the rest.")
            return 1


def start(group: children.Children, port: int) -> dict[str, str]:
    """Start database, web server and worker, which load while the database is made ready. Returns their environment."""
    env, private, server = environment(), None, None
    if env.get("DATABASE_URL"):
        check_database(env)
    else:
        private = postgres.private("postgres")
        server = private.launch(group)
        env["DATABASE_URL"] = private.url(DATABASE)
    parts = load_web(group, env, port), load_worker(group, env)
    if private:
        private.wait(server)
        private.ensure_database(DATABASE)
        check_database(env)
    prepare(env)
    for part in parts:
        part.go_on()
    return env


def wanted_port() -> int:
    """The port to serve on: $PORT, or 8000."""
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise console.Stop(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def refuse_busy(port: int) -> None:
    """Say that the port is taken before any work is done for nothing."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise console.Stop(
                f"port {port} may only be used by root: choose another, for example PORT=8001 bin/run"
            ) from None
        except OSError:
            raise console.Stop(
                f"port {port} is in use by another program: choose another, for example PORT={port + 1} bin/run"
            ) from None


def also_ipv6(port: int) -> list[str]:
    """Some systems take localhost to mean ::1 first."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1", port))
    except OSError:
        return []
    return ["--bind", f"[::1]:{port}"]


def environment() -> dict[str, str]:
    """The environment of the served processes: the machine's own, and what a trial needs and nobody set."""
    # Plain HTTP on this machine alone; a proxy that speaks HTTPS before it is named by BEHIND_HTTPS=1.
    env = (
        {"DEMO": "1", "DEMO_PASSWORD": DEMO_PASSWORD, "BEHIND_HTTPS": "0"}
        | os.environ
        | {"PATH": install.bin_on_path()}
    )
    env.setdefault("SECRET_KEY", install.kept_key("secret-key"))
    env.setdefault("PSEUDONYM_KEY", install.kept_key("pseudonym-key"))
    return env


def check_database(env: dict[str, str]) -> None:
    """Refuse a database that cannot work, with the reason; create the extensions in one that can."""
    command = [paths.PYTHON, paths.ROOT / "bin" / "launcher" / "database.py"]
    done = subprocess.run([str(part) for part in command], env=env, capture_output=True, text=True)
    if done.returncode:
        raise console.Stop((done.stderr.strip() or "the database could not be checked").splitlines()[-1])


def prepare(env: dict[str, str]) -> None:
    """Migrations, demonstration county, static files."""
    demo = ["--demo"] if is_demo(env) else []
    command = [str(paths.PYTHON), "manage.py", "prepare", *demo]
    with open(paths.SETUP_LOG, "a+b") as log:
        log.write(b"\n== manage.py prepare\n")
        log.flush()
        start = log.tell()
        if subprocess.run(command, env=env, cwd=paths.ROOT, stdin=subprocess.DEVNULL, stderr=log).returncode:
            raise console.Stop(console.why_it_failed("Preparing database and static files", log, start))


def is_demo(env: dict[str, str]) -> bool:
    """Whether this run shows the demonstration, by the words that the settings take for yes."""
    return env["DEMO"].lower() in ("true", "on", "ok", "y", "yes", "1")


def load_web(group: children.Children, env: dict[str, str], port: int) -> children.Child:
    """gunicorn, by its own configuration file, once it is told to go on."""
    command = [paths.PYTHON, HELD, "web", "--bind", f"127.0.0.1:{port}", *also_ipv6(port)]
    return group.start("The web server", command, held=True, env=env, cwd=paths.ROOT)


def load_worker(group: children.Children, env: dict[str, str]) -> children.Child:
    """The process that does long work, imports mostly, once it is told to go on."""
    log = paths.LOCAL / "worker.log"
    return group.start("The job worker", [paths.PYTHON, HELD, "worker"], held=True, env=env, cwd=paths.ROOT, log=log)


def wait_until_served(group: children.Children, port: int) -> None:
    """Wait for the first good answer."""
    until = time.monotonic() + START_SECONDS
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until:
        if ended := group.first_to_end():
            raise console.Stop(ended.obituary())
        try:
            with direct.open(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            raise console.Stop(f"the web server answers /healthz with {error.code}; its messages are above.") from None
        except OSError:
            time.sleep(0.05)  # Not listening yet.
    raise console.Stop(f"the web server did not answer within {START_SECONDS} s.")


def announce(port: int, env: dict[str, str], seconds: float) -> None:
    """Where to look, as whom, and how to stop."""
    console.say(f"\nTotal Place is at http://localhost:{port} (ready in {seconds:.1f} s)")
    if is_demo(env):
        console.say(f"  Sign in as {', '.join(DEMO_PEOPLE)}")
        console.say(f"  The password of each is {env['DEMO_PASSWORD']}")
    console.say("  Ctrl-C stops it.")
