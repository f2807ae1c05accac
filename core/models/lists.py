"""How people look at lists: saved views, and what each person chose for a list."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.audit import History


class SavedViewSet(models.QuerySet):
    """Views that somebody may open: their own, and those shared with one of their roles."""

    def visible_to(self, user):
        shared = models.Q(roles__overlap=list(user.role_codes))
        return self.filter(models.Q(owner=user) | shared)


class SavedView(models.Model):
    """A named state of one list: conditions, columns, order and page size as a query string.

    `page` is the URL name of the list; `roles` are the codes of the roles that it is shared with.
    """

    page = models.CharField(max_length=100, editable=False)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("owner"),
    )
    roles = ArrayField(models.SlugField(), default=list, blank=True, verbose_name=_("shared with"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SavedViewSet.as_manager()

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"],
                name="core_savedview_name_once",
                violation_error_message=_("You have a view of this name already. Type another."),
            )
        ]
        indexes = [models.Index(fields=["page"], name="core_savedview_page")]
        triggers = [History()]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")

    def __str__(self):
        return self.name

    def is_open_to(self, user) -> bool:
        return self.owner_id == user.pk or bool(user.role_codes & set(self.roles))

    def address(self) -> str:
        """Return the list in the state that this view names."""
        return f"{reverse(self.page)}?{self.query}&view={self.pk}"


class ListChoice(models.Model):
    """What one person chose for one list: columns in their order, and the view it opens with."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=100)
    columns = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "page"], name="core_listchoice_once")
        ]

    def __str__(self):
        return f"{self.user_id} {self.page}"

    @classmethod
    def of(cls, user, page) -> "ListChoice":
        """Return the choice of a person for a list; an unsaved one when there is none."""
        rows = cls.objects.filter(user=user, page=page).select_related("view")
        return rows.first() or cls(user=user, page=page)

    def opens_with(self) -> SavedView | None:
        """Return the view that the list opens with, when the person may still open it."""
        return self.view if self.view and self.view.is_open_to(self.user) else None
