"""A private PostgreSQL cluster: its own data, and a Unix socket that only we may use; port 5432 is left alone."""

import os
import pwd
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import children, console, debian, paths

# The cluster's administrator is a superuser, whom row security does not bind; the application is an ordinary role.
ADMINISTRATOR = "totalplace"
APPLICATION = "totalplace_app"
# Who the vault belongs to; the application takes it on in one place (docs/decisions/0034).
VAULT = "total_place_vault"
# It takes a superuser to make this one; the others the database's owner may make.
EXTENSION = "postgis"
HAND_OVER = Path(__file__).with_name("hand_over.sql")
PORT = 5432
LONGEST_SOCKET_PATH = 107
START_SECONDS = 120
INITIAL_MB = 400
RUNNING_MB = 100

# For two cores and a few GB, shared with the web server; 1.1 is what SSDs and page caches really cost.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    # New indexes are logged page by page; packed so, adding 100,000 properties takes a tenth less. Debian builds it in.
    "wal_compression": "lz4",
    "checkpoint_completion_target": "0.9",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
}
# The tests' data is made anew each time: nothing of it needs to survive a power cut.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}


@dataclass(frozen=True)
class Cluster:
    """Where one cluster lies and as whom its server runs (None: as ourselves)."""

    data: Path
    socket: Path
    programs: Path
    user: str | None
    settings: dict[str, str]
    role: str

    def url(self, database: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgres://{self.role}@/{database}?host={quote(str(self.socket), safe='/')}&port={PORT}"

    def start(self, group: children.Children) -> None:
        """Start its server among `group`, and wait until it answers."""
        self.wait(self.launch(group))

    def launch(self, group: children.Children) -> children.Child:
        """Make the cluster if there is none, and start its server among `group`."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        console.need_space(self.data, RUNNING_MB, "the database")
        self._let_in()
        _folder(self.socket, self.user)
        flags = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        flags += ["-k", str(self.socket), "-p", str(PORT)]
        return group.start(
            "PostgreSQL",
            [self.programs / "postgres", "-D", self.data, *flags],
            stop_signal=signal.SIGINT,
            patience=60,
            log=paths.LOCAL / f"{self.data.name}.log",
            user=self.user,
            env=os.environ | {"LC_ALL": "C"},
            cwd="/",
        )

    def ensure_database(self, name: str) -> None:
        """Create a database that is not there yet, and let the role that serves own all that is in it."""
        if not self._ask("postgres", f"SELECT 1 FROM pg_roles WHERE rolname = '{self.role}'"):
            self._ask("postgres", f"CREATE ROLE {self.role} LOGIN NOSUPERUSER NOBYPASSRLS")
            self._ask("postgres", f"CREATE ROLE {VAULT} NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT")
            # From PostgreSQL 16 on a role can be taken on without its rights being had all the time.
            self._ask("postgres", f"GRANT {VAULT} TO {self.role}{self._only_taken_on()}")
        owner = self._ask("postgres", f"SELECT datdba::regrole FROM pg_database WHERE datname = '{name}'")
        if not owner:
            self._ask("postgres", f'CREATE DATABASE "{name}" OWNER {self.role}')
            self._ask(name, f"CREATE EXTENSION {EXTENSION}")
        elif owner != self.role:
            self._ask(name, HAND_OVER.read_text().replace(":role", self.role))

    def _only_taken_on(self) -> str:
        version = int((self.data / "PG_VERSION").read_text())
        return " WITH INHERIT FALSE, SET TRUE" if version >= 16 else ""

    def _initialise(self) -> None:
        console.need_space(self.data, INITIAL_MB, "a new database cluster")
        _folder(self.data, self.user)
        # ICU sorts names as people read them ("BROMSGROVE" beside "Bromsgrove"), alike on every machine.
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-GB"]
        command = [self.programs / "initdb", "-D", self.data, "-U", ADMINISTRATOR, "--auth=peer", *locale]
        with console.step("Making a private PostgreSQL cluster"):
            done = self._run(command)
        if done.returncode:
            raise console.Stop(console.reason(f"making a cluster in {self.data}", done.stderr))

    def _let_in(self) -> None:
        """Let in this operating-system user alone (peer: the kernel says who asks), as either role."""
        ourselves = pwd.getpwuid(os.geteuid()).pw_name
        names = sorted({ourselves, self.user or ourselves})
        lines = "".join(f'here "{name}" {role}\n' for name in names for role in (ADMINISTRATOR, APPLICATION))
        (self.data / "pg_ident.conf").write_text(lines)
        (self.data / "pg_hba.conf").write_text("local all all peer map=here\n")

    def wait(self, server: children.Child) -> None:
        """Wait for the server; after a crash it first repairs itself, which is told rather than cut short."""
        ready = [
            self.programs / "pg_isready",
            "-q",
            "-h",
            self.socket,
            "-p",
            str(PORT),
            "-d",
            "postgres",
            "-U",
            ADMINISTRATOR,
        ]
        begun = told = time.monotonic()
        while self._run(ready).returncode:
            if server.process.poll() is not None:
                full = "No space left" in server.last_words()
                raise console.Stop(console.full_disk(self.data) if full else server.obituary())
            if time.monotonic() - told > 5:
                told = time.monotonic()
                console.say(f"  Waiting for PostgreSQL: {server.last_words()}")
            if told - begun > START_SECONDS:
                raise console.Stop(f"PostgreSQL did not answer within {START_SECONDS} s: see {server.log}")
            time.sleep(0.03)

    def _ask(self, database: str, sql: str) -> str:
        psql = [self.programs / "psql", "-X", "-h", self.socket, "-p", str(PORT), "-U", ADMINISTRATOR, "-d", database]
        done = subprocess.run([*map(str, psql), "-tAc", sql], capture_output=True, text=True)
        if done.returncode:
            raise console.Stop(console.reason("asking PostgreSQL", done.stderr))
        return done.stdout.strip()

    def _run(self, command: list) -> subprocess.CompletedProcess:
        env = os.environ | {"LC_ALL": "C"}
        who = children.identity(self.user)
        return subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/", env=env, **who)


def private(name: str, *, throw_away: bool = False) -> Cluster:
    """The cluster of this checkout with that name ("postgres" to run, "postgres-test" for the tests)."""
    user = _server_user()
    home = _home(user)
    data = home / name
    programs = _programs_for(data)
    settings = SETTINGS | (THROW_AWAY if throw_away else {})
    # The tests make and drop databases and roles.
    role = ADMINISTRATOR if throw_away else APPLICATION
    return Cluster(data, _socket_folder(home, name), programs, user, settings, role)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made for it."""
    if not paths.is_root():
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise console.Stop(
            "as root, PostgreSQL runs as the system user postgres, who is missing: adduser --system postgres"
        ) from None


def _home(user: str | None) -> Path:
    """The folder of this checkout's clusters: .local, or /var/lib/total-place/… where the server cannot reach it.

    A checkout under /root is such a case: its data then lies outside, and .local/data-elsewhere leads to it.
    """
    link = paths.LOCAL / "data-elsewhere"
    if link.is_symlink():
        return link.resolve()
    if user is None or _can_reach(user, paths.LOCAL):
        return paths.LOCAL
    home = Path("/var/lib/total-place") / paths.CHECKOUT_ID
    home.mkdir(parents=True, exist_ok=True)
    link.symlink_to(home)
    console.say(f"  User {user} cannot reach {paths.LOCAL}: the database lies in {home}.")
    return home


def _can_reach(user: str, folder: Path) -> bool:
    return subprocess.run(["test", "-x", str(folder)], cwd="/", **children.identity(user)).returncode == 0


def _programs_for(data: Path) -> Path:
    """The server programs of the cluster's own version, or the newest for a new cluster."""
    version = data / "PG_VERSION"
    if version.exists():
        number = version.read_text().strip()
        programs = Path(f"/usr/lib/postgresql/{number}/bin")
        if not (programs / "postgres").exists():
            raise console.Stop(
                f"{data} was made by PostgreSQL {number}, which is not installed: see upgrade in docs/operating.md"
            )
        return programs
    programs = debian.postgres_programs()
    if programs is None:
        raise console.Stop("no PostgreSQL 15 or newer with PostGIS is installed: run bin/setup.")
    return programs


def _socket_folder(home: Path, name: str) -> Path:
    """A folder for the socket whose path the kernel's 107 bytes can hold."""
    folder = home / f"{name}-socket"
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
        return folder
    return Path("/tmp") / f"total-place-{paths.CHECKOUT_ID}-{name}"


def _folder(folder: Path, user: str | None) -> None:
    """A folder that belongs to the server's user alone; somebody else's folder of that name is refused."""
    owner = pwd.getpwnam(user).pw_uid if user else os.geteuid()
    try:
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, owner, -1)
    except FileExistsError:
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise console.Stop(f"{folder} belongs to another user: remove it, or start as that user.") from None
