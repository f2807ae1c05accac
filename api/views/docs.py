"""The description of the API: as a page, and as OpenAPI for programs."""

from django.http import JsonResponse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from api import reference
from api.server import PLACE, description
from api.views.tokens import TokenPages


class DocsPage(TokenPages, TemplateView):
    """Every operation with what it takes and answers, drawn from the description."""

    action = "docs"
    http_method_names = ["get", "head", "options"]
    title = gettext_lazy("What other programs may do")

    def get_template_names(self):
        return ["api/docs.html"]

    def get_context_data(self, **kwargs):
        groups = reference.groups(description())
        base = self.request.build_absolute_uri(f"/{PLACE}/")
        return super().get_context_data(groups=groups, base=base, **kwargs)


class DescriptionPage(TokenPages, View):
    action = "description"
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
