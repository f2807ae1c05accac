"""What all record pages share: which rows, which permission, which template."""

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.text import capfirst

from core.models import Record
from core.querysets import RecordQuerySet
from core.routes import has_page, url_for
from core.ui import Tab


class RecordPage:
    """A page about rows of `model`. A page that declares no permission opens to nobody.

    `action` and `route` are the last parts of the URL name and path.
    """

    http_method_names = ["get", "head", "post", "options"]
    model = None
    action = ""
    route = ""
    permission = ""
    title = ""
    intro = ""

    @classmethod
    def companions(cls) -> list[type]:
        """Return the pages that come with this one under addresses of their own."""
        return []

    def dispatch(self, request, *args, **kwargs):
        if not self.may(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> RecordQuerySet:
        return self.model.objects.visible_to(self.request.user, self.permission)

    def get_template_names(self):
        meta = self.model._meta
        return [
            f"{meta.app_label}/{meta.model_name}_{self.action}.html",
            f"generic/{self.template}.html",
        ]

    @property
    def template(self) -> str:
        return self.action

    def may(self, action, model=None) -> bool:
        return self.request.user.may(model or self.model, action)

    def get_title(self) -> str:
        return str(self.title) or capfirst(self.model._meta.verbose_name_plural)

    def crumbs(self) -> list[Tab]:
        """Return the way back: the list of the model, when the person may open it."""
        if self.action == "list" or not self.may("view") or not has_page(self.model, "list"):
            return []
        label = capfirst(self.model._meta.verbose_name_plural)
        return [Tab(label, url_for(self.model, "list"))]

    def get_context_data(self, **kwargs):
        self.title = self.get_title()  # templates read page.title
        context = {"meta": self.model._meta, "page": self, "crumbs": self.crumbs()}
        return super().get_context_data(**{**context, **kwargs})


def record_model(label) -> type[Record]:
    """Return the model of records called `label` ("sales.order"); one without a page is none."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, Record) or not has_page(model, "detail"):
        raise Http404
    return model


class AnyRecordPage(RecordPage):
    """A page that serves every kind of record: the model stands in the address."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.model = record_model(kwargs["model"])
