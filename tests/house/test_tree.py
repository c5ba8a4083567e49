"""Rules for every file: what it may be called, how long it may be, what it may not name."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from tests.house.tree import ROOT, files, text

LONGEST_FILE = 400
"""Lines. CONTRIBUTING.md asks for about 300; past this a file surely holds two things."""

LONGER_FOR_A_REASON: dict[str, str] = {}
"""Path → why one file says it better than two."""

SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
"""File and folder names that tell a newcomer nothing."""

REGISTRY_HOST = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|npmmirror|yarnpkg|crates)\s*\.(?:org|com|io)\b"
    r"|\bregistry\.[a-z0-9-]+\.[a-z]|\b(?:deb|security|ftp)\.debian\.[a-z]",
    re.IGNORECASE,
)
OWN_MACHINE = re.compile(r"(?<![\w.\-/])/(?:work|root|home|Users)/[\w.]|\b[A-Z]:\\Users\\")

DATA = re.compile(r"^tests/.*/data/")
"""Recorded material is kept as it was found."""
LICENCE = re.compile(r"LICEN[CS]E|COPYING|(MIT|Apache|BSD|CC|ISC|Unlicense|MPL)(?![a-z])")
NAMES_A_LICENCE = re.compile(r"[Ll]icen[cs]e|\b(?:MIT|Apache|BSD|CC0|CC[- ]BY)\b")


def sentences(broken: list[str]) -> str:
    return "\n" + "\n".join(broken)


def test_no_file_names_a_registry_host() -> None:
    """Where packages come from is the business of whoever installs: a mirror, a proxy, a cache."""
    broken = [
        f"{path}: {found[0]}"
        for path in files()
        if not DATA.match(path.as_posix())
        for found in REGISTRY_HOST.finditer(text(path))
    ]
    assert not broken, sentences(broken)


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    broken = [
        f"{path}: {found[0]}…"
        for path in files()
        if not DATA.match(path.as_posix())
        for found in OWN_MACHINE.finditer(text(path))
    ]
    assert not broken, sentences(broken)


def test_the_rules_catch_what_they_are_for() -> None:
    assert REGISTRY_HOST.search("https://" + ".".join(["registry", "npmjs", "org"]))
    assert REGISTRY_HOST.search("index-url = https://" + ".".join(["pypi", "org"]) + "/simple")
    assert OWN_MACHINE.search('open("' + "/".join(["", "home", "lin", "shop.db"]) + '")')
    assert not OWN_MACHINE.search("https://shop.example/home/page")


def test_lock_files_hold_no_addresses() -> None:
    for path in files():
        if path.parts[0] == "requirements":
            assert "://" not in text(path), path
    lock = json.loads(text(Path("ui/package-lock.json")))
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]


def test_the_screens_lock_is_that_of_their_dependencies() -> None:
    asked = json.loads(text(Path("ui/package.json")))
    locked = json.loads(text(Path("ui/package-lock.json")))["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert asked.get(kind, {}) == locked.get(kind, {})


def test_no_file_is_too_long() -> None:
    code = {".py", ".ts", ".tsx", ".js", ".css", ".html"}
    lengths = {
        path.as_posix(): len(text(path).splitlines())
        for path in files()
        if path.parts[0] in {"src", "ui"} and path.suffix in code
    }
    too_long = {path for path, lines in lengths.items() if lines > LONGEST_FILE}
    broken = [
        f"{path}: {lengths[path]} lines" for path in sorted(too_long - {*LONGER_FOR_A_REASON})
    ]
    assert not broken, sentences(broken)
    assert {*LONGER_FOR_A_REASON} <= too_long, "An exception is no longer needed."


def test_names_tell_what_is_inside() -> None:
    broken = [
        str(path)
        for path in files()
        if path.parts[0] in {"src", "ui", "tests", "bench", "scripts"}
        if SAY_NOTHING & {part.split(".")[0].lower() for part in path.parts}
    ]
    assert not broken, sentences(broken)


def test_modules_say_in_three_lines_what_lives_in_them() -> None:
    broken = []
    for path in files():
        if path.suffix == ".py" and path.parts[0] in {"src", "bench", "scripts"} and text(path):
            said = (ast.get_docstring(ast.parse(text(path))) or "").splitlines()
            if not 1 <= len([line for line in said if line]) <= 3:
                broken.append(f"{path}: {len(said)} lines")
    assert not broken, sentences(broken)


def test_recorded_data_has_its_licence_beside_it() -> None:
    """A licence's own text, or a README that names it, in the folder or the data folder above."""
    broken = set()
    for path in files():
        if found := DATA.match(path.as_posix()):
            near = [
                ROOT / folder for folder in path.parents if len(folder.parts) >= found[0].count("/")
            ]
            names = [file.name for folder in near for file in folder.iterdir()]
            readmes = [folder / "README.md" for folder in near if (folder / "README.md").exists()]
            if not (
                any(LICENCE.match(name) for name in names)
                or any(NAMES_A_LICENCE.search(readme.read_text()) for readme in readmes)
            ):
                broken.add(str(path.parent))
    assert not broken, sentences(sorted(broken))
