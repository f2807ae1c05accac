"""Fetch the front-end packages from npm and copy the few files that pages use.

The packages are pinned in package-lock.json and never committed. Only picked files are copied,
without their source-map lines, because a manifest storage refuses files that point to others
which are not there. The icons become one sprite with the names listed in static/icons.txt.
"""

import re
import shutil
from pathlib import Path

from tools.node import npm
from tools.steps import ROOT, VAR, Stamp, StepFailed, explained, fingerprint, run, step, unchanged

PACKAGES = VAR / "frontend"
TARGET = ROOT / "static_vendor"
ICON_LIST = ROOT / "static" / "icons.txt"
ICON_FOLDER = "@tabler/icons/icons/outline"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "vendor/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "vendor/tabler.min.js",
}
COLLECTED = VAR / "static"  # stays empty in development; whitenoise warns if it is missing
SPRITE = "vendor/icons.svg"

SOURCE_MAP = re.compile(
    r"^\s*(//[#@] ?sourceMappingURL=.*|/\*[#@] ?sourceMappingURL=.*?\*/)\s*$", re.MULTILINE
)
SVG = re.compile(r"<svg[^>]*>(?P<shape>.*)</svg>", re.DOTALL)
# Every Tabler outline starts with an invisible square that only keeps the size.
BACKGROUND = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')
# No stroke-width: the stylesheet sets it.
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    ' stroke-linecap="round" stroke-linejoin="round">{shape}</symbol>'
)


def main():
    """Bring `static_vendor/` up to date, unless nothing it is made from changed."""
    COLLECTED.mkdir(parents=True, exist_ok=True)
    manifest = [ROOT / "package.json", ROOT / "package-lock.json"]
    fetched = Stamp(PACKAGES / "fetched", fingerprint(manifest))
    made = Stamp(PACKAGES / "copied", fingerprint([*manifest, ICON_LIST, Path(__file__)]))
    if made.is_fresh() and all((TARGET / place).exists() for place in [*FILES.values(), SPRITE]):
        unchanged("front-end files")
        return
    with step("front-end files"):
        if not fetched.is_fresh():
            fetch(manifest)
            fetched.write()
        modules = PACKAGES / "node_modules"
        copy_files(modules, TARGET, FILES)
        write_sprite(modules / ICON_FOLDER, icon_names(ICON_LIST), TARGET / SPRITE)
    made.write()


def fetch(manifest):
    """Install exactly the locked packages into `var/frontend`, running none of their code."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    for path in manifest:
        shutil.copy(path, PACKAGES)
    why = "Is the npm registry reachable?"
    run(*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=PACKAGES, why=why)


def copy_files(modules, target, files):
    """Copy the picked files, refusing when a package no longer has one."""
    for source, place in files.items():
        if not (modules / source).exists():
            raise StepFailed(f"The package has no file {source} (named in tools/frontend.py).")
        text = (modules / source).read_text(encoding="utf-8")
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")


def icon_names(path):
    """Return the names in the list, which has one to a line."""
    return path.read_text(encoding="utf-8").split()


def write_sprite(folder, names, target):
    """Write one SVG with a symbol for each icon."""
    missing = [name for name in names if not (folder / f"{name}.svg").exists()]
    if missing:
        raise StepFailed(
            f"@tabler/icons has no icon named {', '.join(missing)} (listed in static/icons.txt)."
        )
    symbols = [SYMBOL.format(name=name, shape=shape(folder / f"{name}.svg")) for name in names]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n",
        encoding="utf-8",
    )


def shape(path):
    """Return what an icon draws, on one line."""
    drawn = SVG.search(path.read_text(encoding="utf-8")).group("shape")
    return re.sub(r"\s*\n\s*", "", BACKGROUND.sub("", drawn)).strip()


if __name__ == "__main__":
    with explained():
        main()
