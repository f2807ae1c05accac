"""Steps of the set-up: each is timed, told in one line, and skipped while its inputs are the same.

Standard library only, and no syntax newer than Python 3.8: `tools.setup` must be able to tell
the owner of an old Python, in plain words, that it is too old.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VAR = Path(os.environ.get("CRM_VAR") or ROOT / "var")
PYTHON = VENV / "bin" / "python"


class StepFailed(Exception):
    """A step cannot be done; the message says what to do about it."""


def say(text=""):
    """Write one line for the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextlib.contextmanager
def step(title):
    """Run a step and tell how long it took."""
    started = time.monotonic()
    yield
    say(f"  {title:<24}{time.monotonic() - started:6.1f} s")


def unchanged(title):
    """Tell that a step had nothing to do."""
    say(f"  {title:<24}unchanged")


def run(*command, why="", **options):
    """Run a program quietly; if it fails, show what it said."""
    result = subprocess.run(
        [str(part) for part in command],
        cwd=options.pop("cwd", ROOT),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
        **options,
    )
    if result.returncode:
        name = " ".join(str(part) for part in command)
        raise StepFailed(f"{result.stdout}\n{name}\nended with {result.returncode}. {why}".strip())
    return result.stdout


def fingerprint(files, *words):
    """Return a hash of the names and contents of files and of some words."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    for word in words:
        total.update(str(word).encode() + b"\0")
    return total.hexdigest()


class Stamp:
    """A file that remembers the inputs with which a step last succeeded."""

    def __init__(self, path, inputs):
        """Keep at `path` the fingerprint `inputs`."""
        self.path = path
        self.inputs = inputs

    def is_fresh(self):
        """Tell whether the step was already done with these inputs."""
        return self.path.exists() and self.path.read_text() == self.inputs

    def write(self):
        """Remember that the step is done."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.inputs)


@contextlib.contextmanager
def explained(*failures):
    """End the program with a sentence instead of a traceback when a step fails."""
    try:
        yield
    except (StepFailed, *failures) as error:
        say(f"\n{error}")
        sys.exit(1)


def main(arguments):
    """Run one command as a timed step with its output shown: TITLE PROGRAM [ARGUMENT ...]."""
    title, *command = arguments
    started = time.monotonic()
    code = subprocess.call(command, cwd=ROOT)
    outcome = "" if code == 0 else f"   FAILED ({code})"
    say(f"  {title:<24}{time.monotonic() - started:6.1f} s{outcome}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
