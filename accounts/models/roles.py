"""Roles and grants: who may do what, and how far it reaches."""

from types import MappingProxyType

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.kept import Kept, Marked
from core.reach import Action, Scope

ADMINISTRATOR = "administrator"
ACCOUNT_MANAGER = "account_manager"
SALES_SUPERVISOR = "sales_supervisor"
SERVICE_AGENT = "service_agent"
EXECUTIVE = "executive"
SHIPPED = (ACCOUNT_MANAGER, SALES_SUPERVISOR, SERVICE_AGENT, EXECUTIVE, ADMINISTRATOR)


class Role(Group):
    """A role of the firm; extends Django's group. Code branches on `code` of shipped roles."""

    code = models.SlugField(_("code"), unique=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    needs_factor = models.BooleanField(
        _("second factor required"),
        default=False,
        help_text=_("Whoever holds the role sets one up before anything else opens."),
    )
    # "sales.order view": what `manage.py setup` has given once; taken away, it stays away
    shipped = ArrayField(
        models.CharField(max_length=90), default=list, editable=False, db_default=[]
    )

    class Meta:
        ordering = ["pk"]
        triggers = [History(hidden=("shipped",)), Marked()]
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        chinese = (get_language() or "zh").startswith("zh")
        return self.name if chinese or not self.name_en else self.name_en

    @property
    def is_shipped(self) -> bool:
        """Whether code branches on this role: it keeps its code and is never deleted."""
        return self.code in SHIPPED

    def rights(self) -> dict[tuple[str, str], Scope]:
        """{("sales.order", "view"): Scope.OWN, …} of this role alone."""
        rows = self.grants.values_list("model", "action", "scope")
        return {(model, action): Scope(scope) for model, action, scope in rows}


class Grant(models.Model):
    """A role may do `action` on `model` ("sales.order") as far as `scope`.

    Grants are the only source: `GrantBackend` also answers `user.has_perm` from them.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants", verbose_name=_("role"))
    model = models.CharField(_("records"), max_length=80)
    action = models.CharField(_("action"), max_length=8, choices=Action)
    scope = models.CharField(_("reach"), max_length=10, choices=Scope)

    class Meta:
        ordering = ["role", "model", "action"]
        triggers = [History(), Marked()]
        constraints = [
            models.UniqueConstraint(fields=["role", "model", "action"], name="accounts_grant_once"),
            models.CheckConstraint(
                condition=models.Q(scope__in=Scope.values), name="accounts_grant_scope_known"
            ),
        ]
        verbose_name = _("grant")
        verbose_name_plural = _("grants")

    def __str__(self):
        return f"{self.role_id}: {self.action} {self.model} {self.scope}"


GRANT = ("model", "action", "scope")


class Rights:
    """What active roles allow; several add up, the widest reach wins."""

    def __init__(self):
        rows = Role.objects.filter(is_active=True).order_by()
        columns = ("pk", "code", "needs_factor", *(f"grants__{name}" for name in GRANT))
        self.codes, self.grants, self.known, self.strict = {}, {}, {}, set()
        for key, code, strict, model, action, scope in rows.values_list(*columns):
            self.codes[key] = code
            if strict:
                self.strict.add(key)
            held = self.grants.setdefault(key, {})
            if scope:  # a role without grants comes as one row of nothing
                held[model, action] = Scope(scope)

    def of(self, keys) -> tuple[frozenset, MappingProxyType]:
        """Return the codes of these roles and {("sales.order", "view"): Scope.OWN, …}."""
        keys = tuple(sorted(key for key in keys if key in self.codes))
        if keys not in self.known:
            found: dict = {}
            for key in keys:
                for right, scope in self.grants[key].items():
                    found[right] = Scope.widest([scope, found.get(right, scope)])
            codes = frozenset(self.codes[key] for key in keys)
            self.known[keys] = codes, MappingProxyType(found)
        return self.known[keys]


rights = Kept(Rights)
