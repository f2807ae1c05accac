"""Compile translations: every .po whose .mo is missing or older. GNU gettext is not needed."""

import polib

from tools.steps import ROOT, StepFailed, explained, step, unchanged

NOT_OURS = {"var", "node_modules", "static", "static_vendor"}


def main(root=ROOT):
    """Compile what is out of date and tell so; returns the files that were written."""
    sources = catalogues(root)
    stale = [path for path in sources if is_stale(path)]
    if not stale:
        unchanged("translations")
        return []
    with step("translations"):
        return [compile_catalogue(path) for path in stale]


def catalogues(root):
    """Return the project's .po files; those of installed packages come compiled."""
    folders = [folder for folder in root.iterdir() if folder.is_dir()]
    ours = [f for f in folders if not f.name.startswith(".") and f.name not in NOT_OURS]
    return sorted(path for folder in ours for path in folder.glob("**/LC_MESSAGES/*.po"))


def is_stale(path):
    """Tell whether the compiled file is missing or older than its source."""
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def compile_catalogue(path):
    """Write the .mo beside a .po in one move, so that no reader sees half a file."""
    try:
        catalogue = polib.pofile(str(path))
    except (OSError, ValueError) as error:
        raise StepFailed(f"{path} cannot be read as a .po file: {error}") from error
    unfinished = path.with_suffix(".mo.tmp")
    catalogue.save_as_mofile(str(unfinished))
    unfinished.replace(path.with_suffix(".mo"))
    return path.with_suffix(".mo")


if __name__ == "__main__":
    with explained():
        main()
