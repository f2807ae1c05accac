"""Make the virtual environment: `python3 -m tools.setup` to run, with `--dev` to test as well.

Runs with the bare system Python. Uses uv when it is there (6 seconds), pip otherwise (45).
"""

import os
import shutil
import subprocess
import sys

from tools.steps import (
    PYTHON,
    ROOT,
    VENV,
    Stamp,
    StepFailed,
    explained,
    fingerprint,
    run,
    say,
    step,
    unchanged,
)

OLDEST = (3, 11)
NO_VENV = (
    "This Python cannot make virtual environments. On Debian and Ubuntu: "
    "apt-get install python3-venv"
)


def main(arguments):
    """Bring `.venv` up to date with the pinned requirements."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise StepFailed(f"Python 3.11 or newer is needed; {sys.executable} is {found}.")
    install("requirements.txt", "packages")
    if "--dev" in arguments:
        install("requirements-dev.txt", "packages for tests")


def install(name, title):
    """Install one file of pins unless it is what was installed last."""
    pins = ROOT / name
    stamp = Stamp(VENV / f"{name}.installed", fingerprint([pins], sys.version))
    if stamp.is_fresh() and works():
        unchanged(title)
        return
    if not works():
        with step("virtual environment"):
            make_environment()
    with step(title):
        run(*installer(), "--require-hashes", "-r", pins, why="Is the network there?")
    stamp.write()


def works():
    """Tell whether the environment's Python starts; it does not after a system upgrade."""
    try:
        return subprocess.call([str(PYTHON), "-c", ""], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_environment():
    """Create `.venv`, without pip where uv or the system's pip will install into it."""
    shutil.rmtree(VENV, ignore_errors=True)
    command = [sys.executable, "-m", "venv", VENV]
    if shutil.which("uv"):
        command.append("--without-pip")  # 5 seconds less
    elif not has_module("ensurepip"):
        if has_module("pip"):
            command.append("--without-pip")
        else:
            install_debian_venv()
    run(*command, why=NO_VENV)


def has_module(name):
    """Tell whether this Python has a module that Debian packs apart."""
    probe = [sys.executable, "-c", f"import {name}"]
    return subprocess.call(probe, stderr=subprocess.DEVNULL) == 0


def install_debian_venv():
    """Fetch Debian's missing half of Python when we may; say how otherwise."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise StepFailed(NO_VENV)
    run("apt-get", "update", why=NO_VENV)
    run("apt-get", "install", "-y", "--no-install-recommends", "python3-venv", why=NO_VENV)


def installer():
    """Return the command that installs into `.venv`: uv, its own pip, or the system's pip."""
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--quiet", "--python", PYTHON]
    if subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:
        return [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    system = getattr(sys, "_base_executable", sys.executable)  # also when we run inside .venv
    return [system, "-m", "pip", "--python", PYTHON, "install", "--quiet"]


if __name__ == "__main__":
    with explained():
        main(sys.argv[1:])
        say()
