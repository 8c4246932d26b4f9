"""The house keeps its shape: imports run one way, files stay readable, nothing names a registry or a machine."""

from __future__ import annotations

import ast
import itertools
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("totalplace", "estate", "spend", "neets")
LONGEST_FILE = 320  # "about 300"
LONGEST_TEST = 400
LONGEST_VIEW = 20
REGISTRY = re.compile(r"https?://|\bgit\+")


def tracked(*patterns: str) -> list[Path]:
    """The repository's files, those not yet committed included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in sorted(set(names)) if (ROOT / name).is_file()]


def python_files() -> list[Path]:
    """Everything written in Python but migrations, which Django writes."""
    files = [*tracked("*.py"), *tracked("bin/*")]
    return [path for path in files if path.suffix in ("", ".py") and "migrations" not in path.parts]


def name_of(path: Path) -> str:
    """A path as a reader of a failure wants it."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "package-lock.json"])
def test_a_lock_file_names_no_registry_so_that_each_machine_uses_its_own(lock: str) -> None:
    assert [line for line in (ROOT / lock).read_text().splitlines() if REGISTRY.search(line)] == []


def pins(lock: str) -> dict[str, str]:
    """Package → version, for a requirements lock."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(), flags=re.MULTILINE))


def test_what_is_tested_is_what_is_served() -> None:
    served, tested = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: version for name, version in served.items() if tested.get(name) != version} == {}


def test_every_locked_package_has_its_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        for entry in re.split(r"\n(?=\S)", (ROOT / lock).read_text()):
            assert "--hash=sha256:" in entry, f"{lock}: {entry.splitlines()[0]}"
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, about in packages.items() if name and "integrity" not in about] == []


def test_every_dependency_says_why_it_is_here() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    sections = tomllib.loads("\n".join(lines))
    wanted = [*sections["project"]["dependencies"], *itertools.chain(*sections["dependency-groups"].values())]
    unexplained = []
    for number, line in enumerate(lines):
        if line.strip().strip('",') in wanted:
            above = next(text for text in reversed(lines[:number]) if not text.strip().startswith('"'))
            if not above.strip().startswith("#"):
                unexplained.append(line.strip())
    assert unexplained == []


def test_files_stay_short_enough_to_read() -> None:
    def limit(path: Path) -> int:
        return LONGEST_TEST if "tests" in path.parts else LONGEST_FILE

    files = [*python_files(), *tracked("*.mjs", "static/js/*.js", "templates/*.html")]
    lengths = {path: len(path.read_text().splitlines()) for path in files}
    assert {name_of(path): length for path, length in lengths.items() if length > limit(path)} == {}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_views_declare_or_delegate() -> None:
    long = {}
    for path in [path for app in APPS for path in tracked(f"{app}/views/*.py")]:
        for function in functions(path):
            statements = function.body[1:] if ast.get_docstring(function) else function.body
            lines = (function.end_lineno or 0) - statements[0].lineno + 1 if statements else 0
            if lines > LONGEST_VIEW:
                long[f"{name_of(path)}:{function.name}"] = lines
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in python_files() if path.read_text().strip() and not documented(path)]
    assert silent == []


def documented(path: Path) -> bool:
    """Whether a module begins with its docstring."""
    return bool(ast.get_docstring(ast.parse(path.read_text())))


def test_nobodys_text_becomes_a_spatial_reference() -> None:
    # Settings silence Django's warning about GDAL before 3.9 on the strength of this.
    naming = [
        name_of(path)
        for path in [path for app in APPS for path in tracked(f"{app}/*.py")]
        if re.search(r"\b(SpatialReference|DataSource|OGRGeometry|GDALRaster|from_gml)\b", path.read_text())
    ]
    assert naming == []


def test_no_failure_is_swallowed() -> None:
    swallowing = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                catches_all = node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
                does_nothing = all(isinstance(part, ast.Pass) for part in node.body)
                if catches_all and does_nothing:
                    swallowing.append(f"{name_of(path)}:{node.lineno}")
    assert swallowing == []


def test_only_pages_of_our_own_are_asked_for_scripts_and_styles() -> None:
    outside = re.compile(r"<(script|link|img)[^>]+(src|href)=[\"']?(https?:)?//")
    assert [name_of(path) for path in tracked("templates/*.html") if outside.search(path.read_text())] == []
