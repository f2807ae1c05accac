"""The OpenAPI description is true: what it allows is answered as it says, and nothing fails.

schemathesis makes calls up from the description: sound ones, and ones that break it.
"""

from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from api import answers, writing
from api.server import description
from tests.support.calls import Program
from tests.support.people import make_user
from tests.support.records import make_customer, make_opportunity, make_order, make_product

pytestmark = pytest.mark.django_db
FEW = bounds(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TRUE = [response_schema_conformance, status_code_conformance]


@pytest.fixture
def program(settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    ann = make_user("ann", superuser=True, language="en")
    customer = make_customer(ann)
    program = Program(ann)
    program.keys = {
        "customers": customer.pk,
        "orders": make_order(ann, customer=customer).pk,
        "opportunities": make_opportunity(ann).pk,
        "products": make_product().pk,
    }
    with open_connection():
        yield program


@contextmanager
def open_connection():
    """Keep the connection, and with it the test's transaction, over requests."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


def operations(*only):
    """Yield (name, operation) of the description, with the application behind it."""
    schema = schemathesis.openapi.from_dict(description())
    schema.app = get_wsgi_application()
    for result in schema.get_all_operations():
        operation = result.ok()
        name = operation.definition.raw["operationId"]
        if not only or name in only:
            yield name, operation


def failures(program, mode, *only):
    """Return the answers that are no good, of calls that are made up from the description."""
    found = []
    for name, operation in operations(*only):
        key = program.keys.get(name.rpartition("_")[0], 1)
        sound = mode is GenerationMode.POSITIVE and "{pk}" in operation.path
        options = {"path_parameters": {"pk": key}} if sound else {}

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode, **options))
        def call(case):
            answer = case.call(base_url="http://testserver", headers=program.headers)
            told = f"{case.method} {case.formatted_path} {case.query} {case.body}"
            if answer.status_code >= 500:
                found.append(f"{told}: {answer.status_code}")
            elif mode is GenerationMode.POSITIVE:
                try:
                    case.validate_response(answer, checks=TRUE)
                except BaseExceptionGroup as group:
                    found.append(f"{told}: {group.exceptions}")

        call()
    return found


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_call_fails_and_every_answer_is_as_described(program, mode):
    assert failures(program, mode) == []


def test_a_planted_fault_is_found(program, monkeypatch):
    monkeypatch.setattr(writing, "add", lambda *args: 1 / 0)
    assert failures(program, GenerationMode.POSITIVE, "customers_add")


def test_an_answer_that_is_not_as_described_is_found(program, monkeypatch):
    monkeypatch.setattr(answers, "value_of", lambda row, field: ["not as described"])
    assert failures(program, GenerationMode.POSITIVE, "customers_get")
