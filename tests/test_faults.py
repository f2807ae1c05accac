"""What a person sees when something breaks below the page, and what was saved then."""

import threading
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import OperationalError, connection, transaction
from django.http import UnreadablePostError
from django.test import Client
from django.urls import reverse

from core import saving
from core.routes import url_for
from core.views.forms import EditPage
from crm_site.settings.base import LIMITS
from customers.models import Customer
from reports.dashboard import DashboardPage
from tests.support.people import make_user
from tests.support.records import make_customer

real = pytest.mark.django_db(transaction=True)
GRANTS = {"customers.customer": {"view": "all", "add": "all", "change": "all"}}


def client_of(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


@pytest.fixture
def ann(db):
    return make_user("ann", grants=GRANTS, language="en")


def sql(*statements):
    """Return a page that runs statements."""

    def page(*args, **kwargs):
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    return page


def broken(fault):
    """Let the start page fail."""
    return mock.patch.object(DashboardPage, "get", side_effect=fault)


# each fault has its page --------------------------------------------------------------------

SLOW = sql("SET LOCAL statement_timeout = '20ms'", "SELECT pg_sleep(2)")
# a connection of the tests was opened by the owner, whom only the owner may end
GONE = sql("SET ROLE NONE", "SELECT pg_terminate_backend(pg_backend_pid())")


@real
@pytest.mark.parametrize(
    ("fault", "status", "words", "retry"),
    [
        (SLOW, 503, "This took too long", "60"),
        (GONE, 503, "Back in a moment", "5"),
        (OSError(28, "No space left on device"), 507, "The storage is full", None),
        (UnreadablePostError("gone"), 400, "The connection broke", None),
        (ZeroDivisionError("secret"), 500, "Something broke on our side", None),
    ],
)
def test_a_fault_is_told_in_words_and_the_next_page_works(fault, status, words, retry):
    client = client_of(make_user("ann", language="en"))
    with broken(fault):
        answer = client.get("/")
    text = answer.content.decode()
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, retry)
    assert words in text and "Nothing was lost." in text and "secret" not in text
    assert answer.headers["X-Request-Id"] in text
    assert client.get("/").status_code == 200


@real
def test_a_lock_that_somebody_keeps_is_told_and_not_waited_for_long():
    ann = make_user("ann", grants=GRANTS, language="en")
    customer = make_customer(ann)
    held, release = threading.Event(), threading.Event()

    def hold():
        with transactions_of_its_own() as cursor:
            cursor.execute(
                "SELECT 1 FROM customers_customer WHERE id = %s FOR UPDATE", [customer.pk]
            )
            held.set()
            release.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(60)
    try:
        with as_patient_as_a_page():
            answer = save(client_of(ann), customer, city="Suzhou")
    finally:
        release.set()
        thread.join()
    assert answer.status_code == 409
    assert "Somebody else is working on this" in answer.content.decode()
    assert "NOT saved" in answer.content.decode()


@contextmanager
def as_patient_as_a_page():
    """Wait for a lock as the program does; tests wait longer."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LIMITS['lock_timeout']}'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


class transactions_of_its_own:
    """A transaction on the connection of the thread, which is closed afterwards."""

    def __enter__(self):
        self.cursor = connection.cursor()
        self.cursor.execute("BEGIN")
        return self.cursor

    def __exit__(self, *error):
        self.cursor.execute("ROLLBACK")
        connection.close()


def test_a_piece_of_a_page_gets_one_sentence(ann):
    with broken(OperationalError("away")):
        answer = client_of(ann).get("/", headers={"HX-Request": "true"})
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().startswith("Back in a moment. Nothing was lost. [")


def test_an_address_for_buttons_says_so_when_it_is_opened_by_itself(ann):
    answer = client_of(ann).get(reverse("workplace:message_read_all"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "This page cannot be opened by itself" in answer.content.decode()


def test_the_language_is_known_although_nobody_can_be_asked(ann):
    client = client_of(ann)
    client.get("/")  # leaves the language in a cookie
    store = "django.contrib.sessions.backends.db.SessionStore.load"
    with mock.patch(store, side_effect=OperationalError("away")):
        assert "Back in a moment" in client.get("/").content.decode()
        client.cookies.pop("zhike_language")
        assert "马上回来" in client.get("/").content.decode()


# what was saved -----------------------------------------------------------------------------


def save(client, customer, **values):
    data = {"name": customer.name, "kind": "organisation", "seen": customer.version, **values}
    return client.post(url_for(customer, "edit"), data)


def test_what_is_not_saved_is_said_and_is_not_half_saved(ann):
    customer = make_customer(ann)
    with mock.patch.object(saving, "stay_in_reach", side_effect=OperationalError("away")):
        answer = save(client_of(ann), customer, city="Suzhou")
    assert answer.status_code == 503
    assert "What you sent was NOT saved." in answer.content.decode()
    customer.refresh_from_db()
    assert (customer.city, customer.version) == ("", 1)


def test_an_answer_that_cannot_be_drawn_saves_nothing(ann):
    """A page that shows the form again is drawn before the transaction ends."""
    customer = make_customer(ann)
    with mock.patch.object(EditPage, "get_context_data", side_effect=OperationalError("away")):
        answer = save(client_of(ann), customer, name="")
    assert "What you sent was NOT saved." in answer.content.decode()


def test_what_was_saved_is_not_to_be_sent_again(ann):
    customer = make_customer(ann)
    store = "django.contrib.messages.storage.fallback.FallbackStorage.update"
    with mock.patch(store, side_effect=OperationalError("away")):
        answer = save(client_of(ann), customer, city="Suzhou")
    assert "What you sent was saved" in answer.content.decode()
    assert Customer.objects.get().city == "Suzhou"


def test_a_form_that_failed_has_a_way_back(ann):
    customer = make_customer(ann)
    edit = f"http://testserver{url_for(customer, 'edit')}"
    for page, way in ((edit, edit), ("https://evil.example/", None)):
        with mock.patch.object(saving, "stay_in_reach", side_effect=OperationalError("away")):
            client = client_of(ann)
            client.defaults["HTTP_REFERER"] = page
            text = save(client, customer).content.decode()
        assert (f'href="{way}"' in text) == bool(way)
        assert "evil.example" not in text


# too much -----------------------------------------------------------------------------------


def unread(size):
    """Return what a client sends that promises `size` bytes; reading any of them fails the test."""
    body = mock.Mock()
    body.read.side_effect = AssertionError("read")
    return {"CONTENT_LENGTH": str(size), "wsgi.input": body}


def test_a_body_above_the_limit_of_its_page_is_refused_unread(ann):
    client = client_of(ann)
    client.get("/")  # leaves the language in a cookie
    for url, limit in (("/", "3 MB"), (reverse("customers:customer_import"), "20 MB")):
        answer = client.post(url, **unread(25 * 2**20))
        text = answer.content.decode()
        assert answer.status_code == 413
        assert limit in text and "NOT saved" in text


def test_a_stranger_sends_no_files(db):
    """Nor does somebody with cookies of their own making."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["zhike_session"] = client.cookies["zhike_csrf"] = "x" * 32
    answer = client.post(reverse("customers:customer_import"), **unread(15 * 2**20))
    assert (answer.status_code, answer.url) == (302, "/sign-in/")


def test_too_many_fields_are_refused_in_words(ann, settings):
    data = {f"f{n}": "1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    answer = client_of(ann).post(reverse("customers:customer_add"), data)
    assert answer.status_code == 400
    assert answer.headers["X-Request-Id"] in answer.content.decode()
