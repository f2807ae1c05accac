"""What tests of the account pages share."""

import re

from django.test import TestCase
from django.urls import reverse

from accounts.models import User
from core.models import Change
from tests.support.people import make_user

PASSWORD = "green-tea-2026"


class AdminTestCase(TestCase):
    """Olga is an administrator through the shipped role, not a superuser."""

    def setUp(self):
        self.olga = make_user("olga", roles=["administrator"])
        self.client.force_login(self.olga)

    def person_form(self, user=None, **values):
        """Return what the form of a person posts."""
        roles = user.groups.values_list("pk", flat=True) if user else ()
        found = {
            "username": user.username if user else "new",
            "real_name": user.real_name if user else "New",
            "employee_no": "",
            "position": "",
            "department": user.department_id or "" if user else "",
            "phone": "",
            "email": "",
            "language": "zh-hans",
            "roles": list(roles),
        }
        return {**found, **values}

    def save_person(self, user, **values):
        url = reverse("admin:accounts_user_change", args=[user.pk])
        return self.client.post(url, self.person_form(user, **values))

    def add_person(self, **values):
        return self.client.post(reverse("admin:accounts_user_add"), self.person_form(**values))

    def act(self, action, *people, **values):
        data = {"action": action, "_selected_action": [user.pk for user in people], "index": 0}
        return self.client.post(reverse("admin:accounts_user_changelist"), {**data, **values})

    def seen(self, url):
        """Return the fingerprint of the grants that the page of a role was opened with."""
        page = self.client.get(url).content.decode()
        return re.search(r'name="matrix-seen" value="(\w+)"', page)[1]

    def fresh(self, user):
        return User.objects.get(pk=user.pk)

    def changes(self):
        """Count the audit trail: it grows by one for each changed row of any table."""
        return Change.objects.count()
