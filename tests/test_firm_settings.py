"""What the firm decides: checked, kept only where it differs, at once in force everywhere."""

import re
import struct

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import firm
from core.models import Change, Setting
from tests.support.people import make_user

pytestmark = pytest.mark.django_db
PAGE = "/settings/firm/"


def png(width=2, height=2):
    """Return the head of a PNG picture, which is all that is looked at."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x06"


@pytest.fixture
def olga(client):
    person = make_user("olga", roles=["administrator"], language="en")
    client.force_login(person)
    return person


def shown(client):
    """Return {name: value} of what the page sends back when nothing is touched."""
    page = client.get(PAGE)
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if name != "firm_logo"}
    return {**values, **{f"initial-{name}": value for name, value in values.items()}}


def test_each_setting_says_what_it_is_and_has_a_sound_default(olga):
    for setting in firm.settings.values():
        assert str(setting.label)
        assert str(setting.help)
        if setting.default != "":
            assert setting.field().clean(str(setting.default)) == setting.default


def test_a_change_is_kept_with_its_author_and_the_default_leaves_no_row(client, olga):
    client.post(PAGE, {**shown(client), "bin_days": "60"})
    assert firm.get("bin_days") == 60
    assert [row.name for row in Setting.objects.all()] == ["bin_days"]
    change = Change.objects.filter(model="core.setting").get()
    assert (change.by, change.verb) == (olga, "setting.change")
    client.post(PAGE, {**shown(client), "bin_days": "30"})
    assert not Setting.objects.exists()


def test_a_value_is_put_back_to_its_default(client, olga):
    firm.change({"draft_days": 5}, by=olga)
    assert "Put back to the default" in client.get(PAGE).content.decode()
    client.post(PAGE, {**shown(client), "put_back": "draft_days"})
    assert firm.get("draft_days") == 30


def test_what_cannot_be_is_refused_in_words_and_the_rest_stays_typed(client, olga):
    page = client.post(PAGE, {**shown(client), "bin_days": "0", "firm_name": "远航公司"})
    assert "bin_days" in page.context["form"].errors
    assert "远航公司" in page.content.decode()
    assert not Setting.objects.exists()


def test_two_administrators_do_not_undo_each_other(client, olga):
    """Who saves an old page changes only what they typed."""
    old = shown(client)
    firm.change({"bin_days": 90}, by=None)
    client.post(PAGE, {**old, "draft_days": "7"})
    assert (firm.get("bin_days"), firm.get("draft_days")) == (90, 7)


def test_the_name_stands_on_the_door(client, olga):
    firm.change({"firm_name": "远航公司"}, by=olga)
    assert "远航公司" in Client().get(reverse("login")).content.decode()


def test_settings_cost_a_signed_in_page_no_statement(client, olga):
    """They come along with the statement that reads the person."""
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    [statement] = [query["sql"] for query in asked if "core_setting" in query["sql"]]
    assert "accounts_user" in statement


def test_only_administrators_open_them(client):
    client.force_login(make_user("bob", roles=["sales_supervisor"]))
    assert client.get(PAGE).status_code == 403
    index = client.get(reverse("core:settings_index"))  # the tags are a supervisor's
    assert PAGE not in index.content.decode()
    client.force_login(make_user("ann", roles=["account_manager"]))
    assert client.get(PAGE).status_code == 403
    assert client.get(reverse("core:settings_index")).status_code == 403
    assert reverse("core:settings_index") not in client.get("/").content.decode()


def test_all_settings_are_reached_from_one_page(client, olga):
    page = client.get(reverse("core:settings_index")).content.decode()
    for address in (PAGE, reverse("admin:accounts_user_changelist")):
        assert f'href="{address}"' in page


class TestLogo:
    def upload(self, client, data, name="logo.png"):
        file = SimpleUploadedFile(name, data)
        return client.post(PAGE, {**shown(client), "firm_logo": file})

    def test_it_is_shown_to_strangers_too(self, client, olga):
        self.upload(client, png())
        name = firm.get("firm_logo")
        assert re.fullmatch(r"firm/[0-9a-f]{16}\.png", name)
        answer = Client().get("/logo/")
        assert b"".join(answer) == png()
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert f"/logo/?{name}" in Client().get(reverse("login")).content.decode()

    def test_it_is_taken_away_again(self, client, olga):
        self.upload(client, png())
        client.post(PAGE, {**shown(client), "put_back": "firm_logo"})
        assert client.get("/logo/").status_code == 404

    @pytest.mark.parametrize(
        "data",
        [
            b"<svg onload='alert(1)'>",
            b"GIF89a",
            b"\x89PNG\r\n\x1a\n" + b"x" * 30,
            png(9000, 2),
            png(0, 0),
            png() + b"x" * 500_001,
            b"\xff\xd8\xff",
        ],
        ids=["svg", "gif", "no head", "too wide", "empty", "too large", "cut off"],
    )
    def test_anything_else_is_refused(self, client, olga, data):
        page = self.upload(client, data)
        assert "firm_logo" in page.context["form"].errors
        assert firm.get("firm_logo") == ""

    def test_a_jpeg_is_measured(self, client, olga):
        head = b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff\xc0\x00\x11\x08\x00\x10\x00\x20\x03"
        self.upload(client, head, "logo.jpg")
        assert default_storage.open(firm.get("firm_logo")).read() == head
