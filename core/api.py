"""What other programs may do: each app declares its resources, the app `api` serves them.

    resources["customers"] = Resource(CustomerList, CustomerDetail, add=customers.create)

Nothing is said twice: an answer shows what the list and the record page show, a write goes through
the form of the page and through the service that the page calls.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models

from core import saving
from core.linking import LinkColumn
from core.registry import Registry

# {"customers": Resource(…)}: the key is the part of the address; filled in AppConfig.ready()
resources = Registry()

ALWAYS = ("id", "created_at", "updated_at", "version")


@dataclass(frozen=True)
class Action:
    """A business action: `POST …/{id}/claim` calls `service(record, by=…, **answers of the form)`.

    `reach` is the action whose reach picks the record, when it is not `permission` itself.
    """

    service: Callable
    label: str
    form: type | None = None
    permission: str = "change"
    reach: str = ""


@dataclass(frozen=True)
class Lines:
    """Rows that are stored with their record, such as the lines of an order.

    `formset` checks them, `columns` are shown, `values(line)` fills the form of a stored line.
    """

    formset: type
    columns: tuple[str, ...]
    values: Callable
    name: str = "lines"

    @property
    def model(self) -> type[models.Model]:
        return self.formset.form._meta.model

    @property
    def related(self) -> list[str]:
        fields = self.model._meta.concrete_fields
        return [f.name for f in fields if f.name in self.columns and f.is_relation]


@dataclass(frozen=True)
class Resource:
    """One kind of record: its pages say what is shown and asked, its services what happens.

    `named` are further conditions of the list page with their values: {"library": ("pool", …)};
    `events` names what webhooks are told of a verb of the history: {"order.confirm": "confirmed"}.
    """

    list_page: type
    detail_page: type
    add: Callable = saving.create
    change: Callable = saving.update
    remove: Callable = saving.remove
    actions: dict[str, Action] = field(default_factory=dict)
    lines: Lines | None = None
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)

    @property
    def model(self) -> type[models.Model]:
        return self.list_page.model

    @property
    def form(self) -> type:
        return self.list_page.form

    @property
    def module(self) -> str:
        """The app that the record belongs to; scopes of tokens are given by it."""
        return self.model._meta.app_label

    def shown_to(self, user=None) -> tuple[models.Field, ...]:
        """Return the fields of an answer: those that the list or the record page shows `user`."""
        columns = [column for _title, part in self.detail_page.facts for column in part]
        names = {
            column.name
            for column in (*columns, *self.list_page.columns)
            if user is None or column.shown_to(user)
        }
        names.update(ALWAYS)
        return tuple(f for f in self.model._meta.concrete_fields if f.name in names)

    def links(self, user=None) -> list[LinkColumn]:
        """Return the columns of the list that name records by a table between."""
        found = [each for each in self.list_page.columns if isinstance(each, LinkColumn)]
        return [column for column in found if user is None or column.shown_to(user)]

    @cached_property
    def related(self) -> list[str]:
        """The select_related() paths that one answer needs."""
        return [f.name for f in self.shown_to() if f.is_relation]
