"""What the tests need of the machine beyond Python, where it is, and which package brings it.

`python -m tests.machine` prints the Debian packages that are missing, one a line.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

VENDURE = Path(__file__).parent / "connectors" / "vendure" / "server"
FROM_NPM = "Vendure, which comes from npm"


def chromium() -> Path | None:
    """Return the browser as people have it; $CHROMIUM names another one."""
    return _first(os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")


def chromium_without_window() -> Path | None:
    """Return what the stories are played in: where it is, the same engine with nothing around it.

    A page of its own then takes 0.1 s of processor rather than 0.4 s. $CHROMIUM names another one.
    """
    return _first(os.environ.get("CHROMIUM"), "chromium-headless-shell") or chromium()


def _first(*names: str | None) -> Path | None:
    found = (shutil.which(name) for name in names if name)
    return next((Path(path) for path in found if path), None)


def postgres_programs() -> Path | None:
    """Return the folder of initdb and postgres: the newest installed, 15 or later."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),  # Debian keeps them off the PATH
        key=lambda folder: float(folder.parent.name),
        reverse=True,
    )
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def cjk_fonts() -> bool:
    """Say whether Chinese, Japanese and Korean are shown as letters rather than as boxes."""
    if sys.platform == "darwin":
        return True
    if not shutil.which("fc-list"):
        return False
    for language in ("zh-cn", "zh-tw", "ja", "ko"):
        command = ["fc-list", f":lang={language}", "family"]
        if not subprocess.run(command, capture_output=True, check=False).stdout:
            return False
    return True


def mail_programs() -> list[str]:
    """Return the Debian packages of the mail servers that are not there."""
    wanted = {
        "dovecot-imapd": "/usr/lib/dovecot/imap",
        "dovecot-lmtpd": "/usr/lib/dovecot/lmtp",
        "exim4-daemon-light": "/usr/sbin/exim4",
    }
    return [package for package, program in wanted.items() if not Path(program).exists()]


def phone_programs() -> list[str]:
    """Return the Debian packages of the telephone's counterparts that are not there."""
    return [] if shutil.which("sipp") else ["sip-tester"]


def vendure_is_there() -> bool:
    """Say whether npm has fetched the shop that the connector to Vendure is tried on."""
    return (VENDURE / "node_modules" / ".fetched-for").exists()


@functools.cache
def missing() -> dict[str, str]:
    """Return, for every marker whose needs are not met, what would meet them: Debian packages.

    The browser stories need fonts too: text measured in boxes has other widths.
    """
    lacks = {}
    browser = [] if chromium() else ["chromium"]
    browser += [] if cjk_fonts() else ["fonts-noto-cjk", "fontconfig"]
    if browser:
        lacks["browser"] = " ".join(browser)
    if not postgres_programs():
        lacks["postgres"] = "postgresql"
    if mail := mail_programs():
        lacks["mail"] = " ".join(mail)
    if phone := phone_programs():
        lacks["phone"] = " ".join(phone)
    if not vendure_is_there():
        lacks["vendure"] = FROM_NPM
    return lacks


if __name__ == "__main__":
    for packages in missing().values():
        if packages != FROM_NPM:
            print(packages.replace(" ", "\n"))
