"""Find the Chromium that browser tests drive: `python -m tests.support.browser` fetches one.

The system's comes first, then one that Playwright downloaded. When there is none, Debian's
package is installed where we may, and Playwright is asked to download its own elsewhere.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC = ("Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium")
PLAYWRIGHT_CACHES = (".cache/ms-playwright", "Library/Caches/ms-playwright")
PLAYWRIGHT_FILES = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
DEBIAN_PACKAGES = ("chromium", "fonts-noto-cjk")  # without the fonts, Chinese shows as squares
MISSING = """
Browser tests need Chromium and none was found or could be fetched.
Install Chromium or Google Chrome, or leave these tests out: make test BROWSER=no
"""


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for application in MAC:
        if (path := Path("/Applications") / application).exists():
            return str(path)
    return downloaded_chromium()


def downloaded_chromium() -> str | None:
    """Return the newest Chromium that Playwright has downloaded, or None."""
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = [Path(chosen)] if chosen else [Path.home() / place for place in PLAYWRIGHT_CACHES]
    found = [path for folder in folders for name in PLAYWRIGHT_FILES for path in folder.glob(name)]
    return str(max(found, key=lambda path: path.stat().st_mtime)) if found else None


def fetch_chromium() -> None:
    """Get a Chromium: Debian's as root, Playwright's otherwise; failures show in `find`."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES]
        for command in (["apt-get", "update"], install):
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if not find_chromium():
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=False)


def main() -> int:
    """Make sure there is a Chromium, and tell where."""
    if not find_chromium():
        fetch_chromium()
    found = find_chromium()
    sys.stdout.write(f"  browser                 {found}\n" if found else MISSING)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
