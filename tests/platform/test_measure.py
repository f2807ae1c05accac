"""`manage.py measure`: each page that has a budget opens, and its cost is told."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from tests.support.people import make_user
from tests.support.records import make_customer


class MeasureTests(TestCase):
    def setUp(self):
        self.anna = make_user("anna", roles=["account_manager"])
        self.customer = make_customer(self.anna)
        self.pooled = make_customer(None, "Nordlicht")

    def measured(self, *pages):
        told = StringIO()
        call_command("measure", *pages, user="anna", times=1, stdout=told)
        return told.getvalue().splitlines()[1:]

    def test_every_page_with_a_budget_opens(self):
        lines = self.measured()
        assert len(lines) > 10
        assert not [line for line in lines if "status" in line]

    def test_forms_are_sent_and_taken_back(self):
        lines = self.measured("save", "follow-up", "claim")
        assert len(lines) == 3
        assert not [line for line in lines if "status" in line]
        self.customer.refresh_from_db()
        self.pooled.refresh_from_db()
        assert self.customer.remark == ""
        assert self.customer.interactions.count() == 0
        assert self.pooled.owner is None

    def test_a_page_is_told_with_its_statements(self):
        [line] = self.measured("record")
        name, _ratio, _cpu, _sql, statements, size = line.split()
        assert name == "record"
        assert int(statements) > 0
        assert int(size) > 1000

    def test_an_unknown_page_or_person_is_refused(self):
        with pytest.raises(CommandError, match="No such page: home"):
            self.measured("home")
        with pytest.raises(CommandError, match="Nobody signs in as bob"):
            call_command("measure", user="bob")
