from collections.abc import Mapping
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import kept
from core.audit import History
from core.reach import Scope
from core.routes import url_for
from core.search import PlainText

from .departments import Department
from .roles import ADMINISTRATOR, Role, rights

TAKEN = _("There is an account with this user name already.")


class PersonManager(UserManager):
    """Opens accounts without the staff flag, which follows from the roles here."""

    use_in_migrations = False

    def _create_user_object(self, username, email, password, **fields):
        fields.pop("is_staff", None)
        return super()._create_user_object(username, email, password, **fields)


class User(AbstractUser):
    """A person of the firm; accounts carry real names and are opened by an administrator."""

    class Theme(models.TextChoices):
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")
        AUTO = "auto", _("As the system")

    search_text = (PlainText("real_name"), PlainText("username"))

    first_name = last_name = None
    real_name = models.CharField(_("real name"), max_length=40)
    employee_no = models.CharField(_("employee number"), max_length=20, blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("department"),
    )
    position = models.CharField(pgettext_lazy("job", "position"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=[("zh-hans", "简体中文"), ("en", "English")],
        default="zh-hans",
    )
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    letter_keys = models.BooleanField(
        _("single-letter keys"),
        default=True,
        help_text=_("N, E, J, K, X, / and ? act while no field has the focus. Ctrl keys stay."),
    )
    last_sign_in_ip = models.GenericIPAddressField(
        _("address of the last sign-in"), null=True, blank=True, editable=False
    )
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    one_time_until = models.DateTimeField(
        _("one-time password good until"), null=True, editable=False
    )
    session_epoch = models.PositiveIntegerField(
        _("times signed out everywhere"), default=0, editable=False
    )

    objects = PersonManager()

    REQUIRED_FIELDS = ["real_name"]

    class Meta:
        ordering = ["username"]
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),  # "Zhoulan" beside "zhoulan" would be taken for her
                name="accounts_user_username_once",
                violation_error_message=TAKEN,
            )
        ]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.real_name or self.username

    def get_absolute_url(self):
        return url_for(self, "detail")

    def get_full_name(self):
        return self.real_name

    def get_short_name(self):
        return self.real_name

    @property
    def is_staff(self) -> bool:
        """Whether Django admin opens: follows from the roles, so that it cannot fall behind."""
        return self.is_active and (self.is_superuser or self.has_role(ADMINISTRATOR))

    def _get_session_auth_hash(self, secret=None):
        """Tie sessions to the password and to `session_epoch`: raising it ends all of them."""
        salt = "accounts.User.session"
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def has_factor(self) -> bool:
        """Whether a second factor is set up; the signed-in person brings the answer along."""
        if "factor_since" in self.__dict__:
            return self.factor_since is not None
        return hasattr(self, "second_factor")

    @property
    def needs_factor(self) -> bool:
        """Whether a role, or being an administrator, asks for a second factor."""
        wanted = settings.SECOND_FACTOR_FOR_ADMINISTRATORS and self.is_staff
        return wanted or not rights().strict.isdisjoint(self.role_keys)

    @cached_property
    def role_keys(self) -> list[int]:
        """The keys of all roles; those of the signed-in person come along with the person."""
        return list(self.groups.values_list("pk", flat=True))

    @property
    def role_codes(self) -> frozenset[str]:
        """The codes of the active roles."""
        return self._rights[0]

    @cached_property
    def _rights(self) -> tuple:
        return rights().of(self.role_keys)

    @staticmethod
    def role_choices() -> list[tuple[str, str]]:
        """Return (code, name) of the active roles, for pages that show something to some roles."""
        return [(role.code, str(role)) for role in Role.objects.filter(is_active=True)]

    def has_role(self, code: str) -> bool:
        return self.is_active and code in self.role_codes

    @property
    def grants(self) -> Mapping[tuple[str, str], Scope]:
        """{("sales.order", "view"): Scope.OWN, …}: the widest of all active roles."""
        return self._rights[1] if self.is_active else {}

    def scope_for(self, model, action) -> Scope | None:
        """Return how far `action` on `model` reaches for this person; None: not at all."""
        if self.is_active and self.is_superuser:
            return Scope.ALL
        label = getattr(model, "granted_as", model._meta.label_lower)
        return self.grants.get((label, str(action)))

    def may(self, model, action) -> bool:
        return self.scope_for(model, action) is not None

    def forget_rights(self) -> None:
        """Read roles and grants afresh at the next question."""
        kept.forget()
        for name in ("_rights", "role_keys"):
            self.__dict__.pop(name, None)


class UserRole(User.groups.through):
    """Puts the history trigger on the table that links people and roles."""

    class Meta:
        proxy = True
        triggers = [History()]
