"""What a list means: rows, columns and order; page, sheet and bulk actions all ask here.

Everything is worked out from a person and the query string of the list, so that a job does later
exactly what the page showed.
"""

from django.db.models import Count, DecimalField, Model, Sum
from django.utils.text import capfirst

from core.custom.fields import columns_of
from core.custom.filters import sortable, with_custom
from core.filters import RecordFilter
from core.models import ListChoice
from core.tables import Column, ordering_of, related_paths
from core.tagging import columns as tags
from core.tagging.filters import with_tags


class Listing:
    """Declare `model`, `columns`, `filters`; see `core.views.ListPage` for the rest."""

    model: type[Model]
    filters = RecordFilter
    columns: tuple[Column, ...] = ()
    order = "-pk"
    quick: tuple = ()
    libraries: tuple = ()  # ((name, label, condition(rows)), …): tabs over the same model
    library_columns: dict = {}  # {library: names shown there before somebody chooses columns}
    library_quick: dict = {}  # {library: names of the quick filters that mean something there}

    @classmethod
    def page_name(cls) -> str:
        """Return the URL name of the list: what saved views and choices belong to."""
        return f"{cls.model._meta.app_label}:{cls.model._meta.model_name}_list"

    # columns ----------------------------------------------------------------------------

    @classmethod
    def all_columns(cls, user) -> tuple[Column, ...]:
        """Return the columns that the person may choose from, in the declared order."""
        declared = (column for column in cls.columns if column.shown_to(user))
        return (*declared, *tags.columns_of(cls.model, user), *columns_of(cls.model, user))

    @classmethod
    def columns_for(cls, user, data, choice=None) -> tuple[Column, ...]:
        """Return the columns that the list of this address shows to the person.

        The address comes first (`cols=name,level`), then the person's own choice, then what is
        declared. The first declared column names the record: it leads every list.
        """
        offered = cls.all_columns(user)
        if "cols" in data:
            wanted = data["cols"].split(",")
        else:
            wanted = (choice or ListChoice.of(user, cls.page_name())).columns
        named = {column.name: column for column in offered}
        chosen = [named[name] for name in dict.fromkeys(wanted) if name in named]
        if not chosen:
            names = cls.library_columns.get(data.get("library", ""))
            return tuple(c for c in offered if (c.name in names if names else c.shown))
        return (offered[0], *(column for column in chosen if column is not offered[0]))

    @classmethod
    def needed(cls, columns) -> list[str]:
        return related_paths(columns, cls.model)

    # rows -------------------------------------------------------------------------------

    @classmethod
    def reachable(cls, user, data, action):
        """Return the rows that the list starts from, within the person's reach."""
        return cls.model.objects.visible_to(user, action)

    @classmethod
    def narrowed(cls, rows, user, data):
        """Apply the library and the quick filter of the address."""
        for name, _label, condition in cls.libraries:
            if name == data.get("library", ""):
                rows = condition(rows)
        for name, _label, condition in cls.quick:
            if name == data.get("quick", ""):
                rows = condition(rows, user)
        return rows

    @classmethod
    def filter_class(cls, user) -> type[RecordFilter]:
        """Return the filters that the person has on this list."""
        return with_custom(with_tags(cls.filters, cls.model, user), cls.model, user)

    @classmethod
    def filterset_of(cls, user, data, action="view"):
        rows = cls.narrowed(cls.reachable(user, data, action), user, data)
        rows = sortable(rows, user, data.get("sort", ""))
        whole = data.get("part") == "filters"
        return cls.filter_class(user)(data, rows, user=user, whole=whole)

    @classmethod
    def filtered(cls, user, data, action="view"):
        """Return the rows that this list, its export and its bulk actions mean."""
        return cls.filterset_of(user, data, action).qs

    @classmethod
    def order_of(cls, user, data) -> tuple[str, ...]:
        order = ordering_of(cls.all_columns(user), data.get("sort", ""), cls.order)
        return (order,) if order in ("pk", "-pk") else (order, "-pk" if order[0] == "-" else "pk")

    # sums -------------------------------------------------------------------------------

    @classmethod
    def summed(cls, columns) -> list[str]:
        """Return the names of the money columns that can be added up."""
        kept = {f.name for f in cls.model._meta.fields if isinstance(f, DecimalField)}
        return [c.name for c in columns if c.kind == "money" and c.name in kept]

    @classmethod
    def totals(cls, user, data, columns) -> dict:
        """Return {column name: sum over all rows that match} and the exact count as `rows`."""
        sums = {name: Sum(name) for name in cls.summed(columns)}
        return cls.filtered(user, data).aggregate(rows=Count("pk"), **sums)

    # words ------------------------------------------------------------------------------

    @classmethod
    def heading(cls) -> str:
        return str(cls.title) or capfirst(cls.model._meta.verbose_name_plural)

    @classmethod
    def conditions(cls, user, data) -> list[str]:
        """Return the active conditions in words, for the sheet that is exported."""
        chips = cls.filterset_of(user, data).chips(lambda name: "")
        quick = [str(label) for name, label, _c in cls.quick if name == data.get("quick", "")]
        return [f"{chip.label}: {chip.text}" for chip in chips] + quick
