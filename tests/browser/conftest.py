"""What the browser tests share: Chromium, the live site, a small firm, and watched windows."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect

from tests.browser.live import WatchedServer
from tests.browser.windows import PATIENCE_MS, Windows
from tests.browser.worker import Worker
from tests.support.browser import MISSING, find_chromium
from tests.support.people import make_department, make_user

HERE = Path(__file__).parent
PASSWORD = "a long sentence for tests"
expect.set_options(timeout=PATIENCE_MS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what lies in this folder; BROWSER=no leaves it out, and says so."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if os.environ.get("BROWSER") == "no":
                item.add_marker(pytest.mark.skip(reason="LEFT OUT: BROWSER=no, nothing is shown"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the Chromium of this machine; without one the tests fail and say what to do."""
    found = find_chromium()
    if found is None:
        pytest.fail(MISSING.strip(), pytrace=False)
    return {**browser_type_launch_args, "executable_path": found, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def steady_loop():
    """Let the ORM work beside Playwright, whose event loop runs in the thread of the tests."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def watched_server():
    """Let the live server know who is connected."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveServerThread, "server_class", WatchedServer)
        yield


@pytest.fixture(scope="session")
def live_server(watched_server, live_server):
    return live_server


@pytest.fixture
def site(steady_loop, live_server):
    """The running site with what `manage.py setup` ships, and nothing else.

    Its rows are put back after it: by then nobody may be at work on them.
    """
    yield live_server.url
    live_server.thread.httpd.wait_until_quiet()


@pytest.fixture
def windows(browser, site):
    """Open windows with `windows(person)`; in the end nothing may have gone wrong in any."""
    found = Windows(browser, site)
    yield found
    found.close()
    assert found.faults == []


@pytest.fixture
def firm(site):
    """Two sales departments: Ann sells for Bob in the first one, Carl in the second."""
    east, west = make_department("华东区"), make_department("西南区")
    return SimpleNamespace(
        east=east,
        west=west,
        ann=make_user("ann", east, ["account_manager"], password=PASSWORD, real_name="安然"),
        eve=make_user("eve", east, ["account_manager"], password=PASSWORD, real_name="夏依"),
        bob=make_user("bob", east, ["sales_supervisor"], password=PASSWORD, real_name="鲍勃"),
        carl=make_user("carl", west, ["account_manager"], password=PASSWORD, real_name="柯然"),
        dora=make_user("dora", roles=["administrator"], password=PASSWORD, real_name="杜若"),
    )


@pytest.fixture
def worker(site):
    """The job worker; it starts when a test says so."""
    found = Worker()
    yield found
    found.stop()
