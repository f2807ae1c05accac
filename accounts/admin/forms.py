"""Forms of the account pages in Django admin. The services decide; forms show their refusals."""

import logging

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin.fields import DepartmentField, MatrixField, RolesField, digest
from accounts.models import Department, Role, User
from accounts.services import departments, powers, roles, users
from core.errors import RuleBroken

logger = logging.getLogger("zhike.refused")


class RuledForm(forms.ModelForm):
    """Asks the services before saving, so that a refusal stands beside its field.

    `by` is the signed-in person; the admin page sets it on the class it makes per request.
    """

    by = None

    def clean(self):
        values = super().clean()
        if not self.errors:
            try:
                self.ask(values)
            except RuleBroken as refusal:
                logger.warning("%s by user %s: %s", type(self).__name__, self.by.pk, refusal)
                field = refusal.field if refusal.field in self.fields else None
                self.add_error(field, str(refusal))
        return values

    def ask(self, values):
        """Call the checks of the service; they raise RuleBroken."""


class UserForm(RuledForm):
    department = DepartmentField(
        queryset=Department.objects.none(), required=False, label=_("Department")
    )
    roles = RolesField(queryset=Role.objects.none(), required=False, label=_("Roles"))

    class Meta:
        model = User
        fields = users.EDITED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_own = self.instance.pk == self.by.pk
        self.held = list(Role.objects.filter(user=self.instance)) if self.instance.pk else []
        self.initial["roles"] = [role.pk for role in self.held]
        if "roles" in self.fields:
            self.offer_roles()
        if "department" in self.fields:
            self.offer_departments()

    def offer_roles(self):
        """Offer what may be given, and what the person has: that can be taken away."""
        can_give = not self.is_own or self.by.is_superuser
        given = [role.pk for role in powers.given_by(self.by)] if can_give else []
        offered = {*given, *self.initial["roles"]}
        self.fields["roles"].queryset = Role.objects.filter(pk__in=offered)

    def offer_departments(self):
        field = self.fields["department"]
        action = "change" if self.instance.pk else "add"
        within = users.departments_within_reach(self.by, action)
        current = Department.objects.filter(pk=self.instance.department_id)
        field.queryset = within.filter(is_active=True) | current
        field.required = self.by.scope_for(User, action) != "all"
        field.disabled = self.is_own and not self.by.is_superuser

    def ask(self, values):
        if "is_superuser" in self.data and not self.by.is_superuser:
            raise RuleBroken(_("Only a superuser can make superusers."))
        held, wanted = set(self.held), set(values["roles"])
        users.check_roles(self.instance, added=wanted - held, removed=held - wanted, by=self.by)


class DepartmentForm(RuledForm):
    parent = DepartmentField(
        queryset=Department.objects.none(), required=False, label=_("Parent department")
    )

    class Meta:
        model = Department
        fields = ("name", "parent", "leader", "position", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            rows = Department.objects.filter(is_active=True)
            current = Department.objects.filter(pk=self.instance.parent_id)
            self.fields["parent"].queryset = rows | current
        if "leader" in self.fields:
            self.offer_leaders()

    def offer_leaders(self):
        field = self.fields["leader"]
        current = User.objects.filter(pk=self.instance.leader_id)
        field.queryset = User.objects.filter(is_active=True) | current
        for link in ("add", "change", "view"):  # accounts are opened on their own page
            setattr(field.widget, f"can_{link}_related", False)

    def ask(self, values):
        if "parent" in self.changed_data:
            departments.check_parent(self.instance, values["parent"])
        if self.instance.pk and "leader" in self.changed_data:
            departments.check_leader(self.instance)
        if self.instance.pk and "is_active" in self.changed_data and not values["is_active"]:
            departments.check_empty(self.instance)


class RoleForm(RuledForm):
    matrix = MatrixField(required=False, label=_("Grants"))

    class Meta:
        model = Role
        fields = ("name", "name_en", "code", "description", "is_active", "needs_factor")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = self.instance.rights() if self.instance.pk else {}
        if "matrix" in self.fields:
            self.initial["matrix"] = self.stored
            widget = self.fields["matrix"].widget
            widget.by, widget.stored = self.by, self.stored

    def ask(self, values):
        wanted = values.get("matrix")
        if wanted is None:
            return
        if self.data["matrix-seen"] != digest(self.stored):
            words = _("Somebody saved other grants meanwhile. Saving again replaces them.")
            raise RuleBroken(words, field="matrix")
        roles.check_grants(self.instance, wanted, self.stored, by=self.by)
