"""What the stories stand on: the sample company on a port of its own, a browser, and a stage."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, StorageState, expect, sync_playwright

from tests import machine
from tests.browser.chromium import FLAGS
from tests.browser.hardship import HARDSHIP
from tests.browser.people import PATIENCE_SECONDS
from tests.browser.phone_house import COLLEAGUE_HZ, Agents, Carrying, PhoneHouse, humming
from tests.browser.server import serving
from tests.browser.stage import Stage

expect.set_options(timeout=PATIENCE_SECONDS * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is played in a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:  # the stage looks whether its story failed
    report = yield
    if report.when == "call":  # type: ignore[attr-defined]
        item.stash[FAILED] = report.failed  # type: ignore[attr-defined]
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample company, served; its screens are built from the present sources."""
    subprocess.run([sys.executable, "-I", "scripts/_screens.py", "build"], check=True)
    with serving("demo", tmp_path_factory.mktemp("company") / "data") as origin:
        yield origin


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers; of those that block there can be one in a process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all stories; each person in them has a profile of their own."""
    with HARDSHIP.on_the_line() as flags:
        browser = playwright.chromium.launch(
            executable_path=machine.chromium_without_window(), args=[*FLAGS, *flags]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def passes() -> dict[str, StorageState]:
    """The cookies of everybody who has signed in: hashing a password is slow on purpose."""
    return {}


@pytest.fixture
def stage(
    request: pytest.FixtureRequest, origin: str, chromium: Browser, passes: dict[str, StorageState]
) -> Iterator[Stage]:
    """Where a story is played; it fails where a page has failed behind its back."""
    stage = Stage(chromium, origin, passes)
    yield stage
    failed = request.node.stash.get(FAILED, True)
    stage.clear(request.node.name if failed else None)
    if failed:
        print("Behind the scenes:", *stage.mishaps, sep="\n")
    else:
        assert not stage.mishaps, "\n".join(stage.mishaps)


# What the stories of the telephone stand on: a desk and a telephone of their own.


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhoneHouse]:
    """A desk and its telephone; its screens are built from the present sources."""
    subprocess.run([sys.executable, "-I", "scripts/_screens.py", "build"], check=True)
    made = PhoneHouse(tmp_path_factory.mktemp("phone") / "data")
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def all_agents(
    house: PhoneHouse, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Agents]:
    with humming(playwright, tmp_path_factory.mktemp("hum")) as browser:
        yield Agents(browser, house)


@pytest.fixture
def agents(all_agents: Agents) -> Iterator[Agents]:
    yield all_agents
    all_agents.close()


@pytest.fixture(scope="module")
def far_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("far_hum")


@pytest.fixture(scope="module")
def all_colleagues(house: PhoneHouse, playwright: Playwright, far_folder: Path) -> Iterator[Agents]:
    with humming(playwright, far_folder, COLLEAGUE_HZ) as browser:
        yield Agents(browser, house)


@pytest.fixture
def colleagues(all_colleagues: Agents) -> Iterator[Agents]:
    """Desks of a second browser, whose microphone hums a note of its own."""
    yield all_colleagues
    all_colleagues.close()


@pytest.fixture
def carrier() -> Iterator[Carrying]:
    made = Carrying()
    yield made
    made.close()
