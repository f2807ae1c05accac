"""The steps of the set-up: done when needed, skipped when not, plain words when impossible."""

import os
import socket

import polib
import pytest

from tests.support import browser
from tools import run, translations
from tools.steps import ROOT, Stamp, StepFailed, fingerprint

pytestmark = pytest.mark.platform


@pytest.fixture
def catalogue(tmp_path):
    """A .po file in the place where a project keeps it."""
    path = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    words = polib.POFile()
    words.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    words.append(polib.POEntry(msgid="Customer", msgstr="客户"))
    words.save(str(path))
    return path


def test_translations_are_compiled_once(catalogue, tmp_path):
    (compiled,) = translations.main(tmp_path)
    assert polib.mofile(str(compiled)).find("Customer").msgstr == "客户"
    assert translations.main(tmp_path) == []


def test_edited_translations_are_compiled_again(catalogue, tmp_path):
    (compiled,) = translations.main(tmp_path)
    later = compiled.stat().st_mtime + 1
    os.utime(catalogue, (later, later))
    assert translations.main(tmp_path) == [compiled]


def test_broken_translations_are_named(catalogue, tmp_path):
    catalogue.write_text("not a catalogue")
    with pytest.raises(StepFailed, match="django.po"):
        translations.main(tmp_path)


def test_stamp_is_fresh_until_an_input_changes(tmp_path):
    pins = tmp_path / "pins.txt"
    pins.write_text("django==5.2.19")
    stamp = Stamp(tmp_path / "made", fingerprint([pins]))
    assert not stamp.is_fresh()
    stamp.write()
    assert stamp.is_fresh()
    pins.write_text("django==5.2.20")
    assert not Stamp(stamp.path, fingerprint([pins])).is_fresh()


def test_taken_port_is_told_before_anything_starts(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(StepFailed, match="make run PORT="):
            run.free_port()


def test_browser_is_the_systems_before_playwrights(monkeypatch, tmp_path):
    system, downloaded = tmp_path / "bin" / "chromium", tmp_path / "chromium-9/chrome-linux/chrome"
    for path in (system, downloaded):
        path.parent.mkdir(parents=True)
        path.touch(0o755)
    monkeypatch.setenv("PATH", str(system.parent))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(browser, "MAC", ())
    assert browser.find_chromium() == str(system)
    system.unlink()
    assert browser.find_chromium() == str(downloaded)
    downloaded.unlink()
    assert browser.find_chromium() is None


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pins_carry_hashes_and_name_no_index(name):
    text = (ROOT / name).read_text()
    assert text.count("==") and "--hash=sha256:" in text
    assert "://" not in text
