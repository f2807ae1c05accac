"""Front-end files: only what pages use, nothing missing, no address of a registry."""

import json
import re

import pytest

from tools import frontend
from tools.steps import ROOT, StepFailed

pytestmark = pytest.mark.platform

BELL = """<svg
  viewBox="0 0 24 24"
  stroke-width="2"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M10 5a2 2 0 1 1 4 0" />
</svg>"""


@pytest.fixture
def icons(tmp_path):
    (tmp_path / "bell.svg").write_text(BELL)
    return tmp_path


def test_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(StepFailed, match="gone.css"):
        frontend.copy_files(tmp_path, tmp_path / "out", {"gone.css": "vendor/gone.css"})


def test_source_map_lines_are_dropped(tmp_path):
    (tmp_path / "a.js").write_text("run()\n//# sourceMappingURL=a.js.map")
    (tmp_path / "a.css").write_text("a{}\n/*# sourceMappingURL=a.css.map */\n")
    frontend.copy_files(tmp_path, tmp_path / "out", {"a.js": "b/a.js", "a.css": "b/a.css"})
    assert (tmp_path / "out/b/a.js").read_text().strip() == "run()"
    assert (tmp_path / "out/b/a.css").read_text().strip() == "a{}"


def test_sprite_keeps_the_drawing_and_leaves_its_width_to_the_stylesheet(icons):
    frontend.write_sprite(icons, ["bell"], icons / "out" / "icons.svg")
    sprite = (icons / "out" / "icons.svg").read_text()
    assert '<symbol id="bell" viewBox="0 0 24 24" fill="none" stroke="currentColor"' in sprite
    assert '<path d="M10 5a2 2 0 1 1 4 0" /></symbol>' in sprite
    assert "stroke-width" not in sprite
    assert "M0 0h24v24H0z" not in sprite


def test_unknown_icon_is_refused_by_name(icons):
    with pytest.raises(StepFailed, match="bel, belll"):
        frontend.write_sprite(icons, ["bel", "bell", "belll"], icons / "icons.svg")


def test_icon_list_has_each_name_once_in_order():
    names = frontend.icon_names(frontend.ICON_LIST)
    assert names == sorted(set(names))


def test_every_icon_named_in_a_page_is_in_the_sprite():
    """An icon that is not listed is drawn as nothing, and nobody notices."""
    named = re.compile(r"""\{% icon "([a-z0-9-]+)"|\bicon="([a-z0-9-]+)\"""")
    sources = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("[a-z]*/**/*.py")]
    kept = [path for path in sources if path.relative_to(ROOT).parts[0] not in {"var", "tests"}]
    used = {a or b for path in kept for a, b in named.findall(path.read_text(encoding="utf-8"))}
    assert used - set(frontend.icon_names(frontend.ICON_LIST)) == set()


def test_lock_names_no_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert all("integrity" in package for name, package in packages.items() if name)
