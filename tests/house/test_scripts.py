"""The scripts are what they promise: strict, runnable, honest about a failure, idle when done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, text

SCRIPTS = [path for path in files() if path.parts[0] in {"scripts", ".ci"}]
COMMANDS = [path for path in SCRIPTS if not path.name.startswith("_")]


@pytest.mark.parametrize("path", COMMANDS, ids=str)
def test_a_script_runs_and_stops_at_the_first_error(path: Path) -> None:
    assert os.access(ROOT / path, os.X_OK)
    first, *lines = text(path).splitlines()
    assert first == "#!/usr/bin/env bash"
    assert {'. "$(dirname "$0")/_environment"', "set -euo pipefail"} & {*lines}


def run_in_environment(tmp_path: Path, commands: str) -> subprocess.CompletedProcess[str]:
    """Run bash commands after sourcing scripts/_environment in a tree of their own."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "_environment", tmp_path / "scripts")
    return subprocess.run(
        ["bash", "-c", f". scripts/_environment\n{commands}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_failing_step_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    failing = "fails() { echo 'no space left'; false; echo 'never reached'; }\n"
    done = run_in_environment(
        tmp_path, failing + "step 'Pack the parcel' 'make room.' fails\necho on"
    )
    assert done.returncode == 1
    assert "✗ Pack the parcel" in done.stderr
    assert "no space left" in done.stderr
    assert "What to do: make room." in done.stderr
    assert "never reached" not in done.stderr, "a function in a step stops at its first error"
    assert "on" not in done.stdout.splitlines()
    assert (tmp_path / "build/logs/pack-the-parcel.log").read_text() == "no space left\n"


def test_a_step_that_works_shows_that_it_is_done(tmp_path: Path) -> None:
    done = run_in_environment(tmp_path, "step 'Pack the parcel' 'make room.' echo chatter")
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ Pack the parcel" in done.stdout
    assert "chatter" not in done.stdout


def test_a_machine_without_a_new_enough_python_is_told_so(tmp_path: Path) -> None:
    done = run_in_environment(tmp_path, "PYTHON=false need_packages run")
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_the_closing_line_adds_up_what_pytest_reported(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "def test_passes(): pass\n"
        "def test_fails(): assert False\n"
        "def test_skips(): pytest.skip('no parcel')\n"
        "@pytest.mark.xfail\n"
        "def test_fails_as_expected(): assert False\n"
        "@pytest.fixture\n"
        "def broken(): raise ValueError\n"
        "def test_errs(broken): pass\n"
    )
    pytest_run: list[str | Path] = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        os.devnull,
        "--rootdir",
        tmp_path,
    ]
    reports = [tmp_path / "all.xml", tmp_path / "one.xml"]
    for report, chosen in zip(reports, ["", "passes"], strict=True):
        subprocess.run(
            [*pytest_run, tmp_path, f"--junitxml={report}", "-k", chosen, "-p", "no:cacheprovider"],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        )

    def closing(*words: str | Path) -> tuple[int, str]:
        program: list[str | Path] = [sys.executable, ROOT / "scripts" / "_closing_line.py", *words]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()[-1]

    assert closing(*reports) == (1, "3 passed, 2 failed, 1 skipped")
    assert closing("--nothing-skipped", *reports) == (1, "3 passed, 3 failed, 0 skipped")
    assert closing(reports[1]) == (0, "1 passed, 0 failed, 0 skipped")
    assert closing() == (1, "0 passed, 0 failed, 0 skipped")
