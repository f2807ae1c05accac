"""What is typed and not saved is kept: as a draft, over a sign-out, over a page that is too old."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import drafts, housekeeping, once, saving
from core.models import Draft
from core.routes import url_for
from customers.models import Customer
from sales.models import Order
from tests.support.jobs import run_job
from tests.support.people import make_user
from tests.support.records import make_customer, make_opportunity, make_product

pytestmark = pytest.mark.django_db
ADD = "/customers/customers/add/"
PASSWORD = "a long sentence for tests"


@pytest.fixture
def ann(db):
    return make_user("ann", roles=["account_manager"], language="en", password=PASSWORD)


@pytest.fixture
def client(ann):
    client = Client()
    client.force_login(ann)
    return client


def keep(client, page=ADD, **data):
    """Keep a draft as the page does while somebody types."""
    data = {"name": "云帆精密", "kind": "organisation", **data}
    return client.post(reverse("core:draft_save"), {"draft_page": page, **data}).json()


def text_of(answer):
    return unescape(answer.content.decode())


# drafts of a form -------------------------------------------------------------------------


def test_a_draft_is_offered_opened_and_gone_once_it_is_saved(client):
    assert keep(client)["kept"]
    assert 'value="云帆精密"' not in text_of(client.get(ADD))
    assert f"{ADD}?draft=1" in text_of(client.get(ADD))
    opened = client.get(f"{ADD}?draft=1")
    assert 'value="云帆精密"' in text_of(opened)
    key = opened.context["form_key"]
    data = {"name": "云帆精密", "kind": "organisation", once.FIELD: key}
    client.post(f"{ADD}?draft=1", data)
    assert (Customer.objects.count(), Draft.objects.count()) == (1, 0)


def test_an_unfinished_draft_shows_no_faults(client):
    keep(client, name="", tax_number="12", next_contact_at="2026-13-45", level="x")
    page = client.get(f"{ADD}?draft=1")
    assert 'value="12"' in text_of(page)
    assert "form-errors" not in text_of(page) and "is-invalid" not in text_of(page)


def test_a_draft_keeps_ticks_choices_and_search_fields(client, ann):
    customer = make_customer(ann, "云帆精密")
    page = reverse("customers:contact_add")
    data = {"customer": customer.pk, "customer_text": "云帆精密", "is_main": "on", "gender": "f"}
    keep(client, page, **data)
    form = client.get(f"{page}?draft=1").context["form"]
    assert form["customer"].value() == (str(customer.pk), "云帆精密")
    assert form["is_main"].value() is True


def test_a_draft_of_an_order_keeps_its_lines(client, ann):
    product = make_product("压力变送器")
    page = reverse("sales:order_add")
    line = {"lines-0-product": product.pk, "lines-0-product_text": "压力变送器"}
    more = {"lines-0-quantity": "2", "lines-0-price": "", "lines-3-price": "88.50"}
    count = {"lines-TOTAL_FORMS": "4", "lines-INITIAL_FORMS": "0"}
    keep(client, page, **line, **more, **count)
    opened = client.get(f"{page}?draft=1")
    assert "压力变送器" in text_of(opened) and 'value="88.50"' in text_of(opened)
    assert "invalid-feedback" not in text_of(opened)


def test_a_draft_of_an_action_is_kept_too(client, ann):
    url = url_for(make_opportunity(ann), "plan")
    keep(client, url, goal="三月签约", what1="拜访")
    assert 'value="三月签约"' in text_of(client.get(f"{url}?draft=1"))
    client.post(url, {"goal": "三月签约", "day1": "2099-01-05", "what1": "拜访"})
    assert not Draft.objects.exists()


def test_a_newer_draft_takes_the_place_of_the_older_one(client):
    keep(client)
    keep(client, name="远山食品")
    assert Draft.objects.get().data["name"] == ["远山食品"]


def test_forms_that_begin_with_other_records_have_drafts_of_their_own(client):
    keep(client, f"{ADD}?name=a&draft=1")
    keep(client, f"{ADD}?name=b")
    assert set(Draft.objects.values_list("page", flat=True)) == {f"{ADD}?name=a", f"{ADD}?name=b"}


def test_a_refused_form_leaves_its_draft(client):
    keep(client)
    client.post(ADD, {"name": ""})
    assert Draft.objects.count() == 1


def test_a_draft_that_arrives_after_the_save_is_not_kept(client):
    key = client.get(ADD).context["form_key"]
    client.post(ADD, {"name": "云帆精密", "kind": "organisation", once.FIELD: key})
    assert keep(client, **{once.FIELD: key}) == {"kept": False}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "where",
    [
        "",
        "/no/such/page/",
        "https://evil.example/",
        "//evil.example/",
        "/sign-in/",
        "/accounts/password/",
        "/customers/customers/",
        f"{ADD}?name={'x' * 400}",
        f"{ADD}\0",
    ],
)
def test_only_forms_of_records_keep_drafts(client, where):
    keep(client, where)
    assert not Draft.objects.exclude(page=ADD).exists()


def test_secrets_and_masses_of_text_are_not_kept(client):
    keep(client, password="hunter2", old_Password="x", csrfmiddlewaretoken="y", city="a\0b")
    assert set(Draft.objects.get().data) == {"name", "kind", "city"}
    assert keep(client, remark="x" * (drafts.LONGEST + 1)) == {"kept": False}


def test_a_person_has_so_many_drafts_and_no_more(client, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 3)
    for name in "abcde":
        keep(client, f"{ADD}?name={name}")
    assert [page[-1] for page in Draft.objects.values_list("page", flat=True)] == ["e", "d", "c"]


def test_nobody_reaches_the_draft_of_somebody_else(client, ann):
    keep(client)
    bob = make_user("bob", roles=["administrator"], language="en")
    other = Client()
    other.force_login(bob)
    for url in (ADD, f"{ADD}?draft=1", reverse("core:draft_list")):
        assert "云帆精密" not in text_of(other.get(url))
    other.post(reverse("core:draft_drop"), {"page": ADD})
    assert Draft.objects.get().user == ann


def test_drafts_are_listed_and_dropped(client):
    keep(client, draft_title="New customer")
    page = text_of(client.get(reverse("core:draft_list")))
    assert "New customer" in page and "云帆精密" in page and f"{ADD}?draft=1" in page
    assert client.post(reverse("core:draft_drop"), {"page": ADD}).status_code == 302
    assert not Draft.objects.exists()


def test_what_was_typed_for_a_record_that_is_gone_can_still_be_read(client, ann):
    customer = make_customer(ann)
    edit, long = url_for(customer, "edit"), "They want a quote. " * 30
    keep(client, edit, remark=long)
    saving.remove(customer, by=ann)
    assert client.get(drafts.opened(edit)).status_code == 404
    assert long.strip() in text_of(client.get(reverse("core:draft_list")))


def test_dropping_leads_back_to_the_form_and_nowhere_else(client):
    drop = reverse("core:draft_drop")
    assert client.post(drop, {"page": ADD, "back": 1}).headers["Location"] == ADD
    away = client.post(drop, {"page": "https://evil.example/", "back": 1})
    assert away.headers["Location"] == reverse("core:draft_list")


def test_drafts_are_forgotten_after_a_month(client):
    for days in (29, 31):
        keep(client, f"{ADD}?name={days}")
        old = timezone.now() - timedelta(days=days)
        Draft.objects.filter(page__endswith=str(days)).update(updated_at=old)
    run_job(housekeeping.forget_old, timestamp=0)
    assert Draft.objects.get().page.endswith("29")


# a session that ended ---------------------------------------------------------------------


def kept_in(answer):
    return text_of(answer).split('name="kept" value="')[1].split('"')[0]


def typed_when_the_session_ended(client, **data):
    """Open a form, lose the session, send the form; return the answer."""
    key = client.get(ADD).context["form_key"]
    client.session.flush()
    data = {"name": "云帆精密", "kind": "organisation", once.FIELD: key, **data}
    return client.post(ADD, data)


def sign_in(client, name, kept):
    data = {"username": name, "password": PASSWORD, "kept": kept}
    return client.post("/sign-in/", data, follow=True)


def test_what_was_typed_survives_a_session_that_ended(client, ann):
    door = typed_when_the_session_ended(client)
    assert "You were signed out meanwhile" in text_of(door) or "登录" in text_of(door)
    wrong = client.post("/sign-in/", {"username": "ann", "password": "x", "kept": kept_in(door)})
    opened = sign_in(client, "ann", kept_in(wrong))
    assert opened.redirect_chain == [(f"{ADD}?draft=1", 302)]
    assert 'value="云帆精密"' in text_of(opened)
    assert "not saved yet" in text_of(opened)


def test_who_signs_in_in_somebody_elses_place_does_not_see_the_text(client):
    kept = kept_in(typed_when_the_session_ended(client))
    make_user("bob", roles=["account_manager"], language="en", password=PASSWORD)
    page = sign_in(client, "bob", kept)
    assert "云帆精密" not in text_of(page)
    assert not Draft.objects.exists()


def test_the_sign_in_page_carries_no_secrets_and_believes_no_stranger(client, ann):
    kept = kept_in(typed_when_the_session_ended(client, password="hunter2"))
    page, data = drafts.unseal(kept)
    assert page == ADD and "password" not in data
    for forged in (kept[:-3], kept[3:], "x", "{}"):
        assert sign_in(client, "ann", forged).redirect_chain == [("/", 302)]
        client.logout()
    assert not Draft.objects.exists()


def test_a_form_that_is_not_ours_is_sent_to_the_door_without_its_text(client):
    client.logout()
    answer = client.post(ADD, {"name": "云帆精密"})
    assert answer.headers["Location"].startswith("/sign-in/?next=")


def test_a_piece_of_a_page_is_told_that_the_session_ended():
    current = "http://testserver/customers/customers/?q=a"
    answer = Client().get(
        "/customers/customers/", headers={"HX-Request": "true", "HX-Current-URL": current}
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fcustomers%2Fcustomers%2F%3Fq%3Da"
    outside = Client().get(ADD, headers={"HX-Request": "true", "HX-Current-URL": "//evil.example"})
    assert outside.headers["HX-Redirect"] == "/sign-in/?next=%2F"


# a token that is too old ------------------------------------------------------------------


def test_a_form_with_an_old_token_gives_its_text_back(ann):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    key = strict.get(ADD).context["form_key"]
    data = {"name": "云帆精密", "csrfmiddlewaretoken": "x" * 64, once.FIELD: key}
    refused = strict.post(ADD, data)
    assert refused.status_code == 403
    kept, take = kept_in(refused), reverse("core:draft_take")
    assert strict.post(take, {"kept": kept}).status_code == 403  # a stranger's page cannot do it
    assert not Draft.objects.exists()
    token = refused.context["csrf_token"]
    opened = strict.post(take, {"kept": kept, "csrfmiddlewaretoken": str(token)}, follow=True)
    assert 'value="云帆精密"' in text_of(opened)


def test_opening_a_form_asks_the_database_once_for_its_draft(
    client, ann, django_assert_max_num_queries
):
    customer = make_customer(ann)
    client.get(url_for(customer, "edit"))
    with django_assert_max_num_queries(12):
        client.get(url_for(customer, "edit"))
    with django_assert_max_num_queries(12):
        client.get(url_for(Order, "add"))
