"""What the search field of a region offers."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.generic import View

from customers import regions


class RegionOptions(View):
    """Divisions that the typed text may mean. Public facts: open to whoever has signed in."""

    http_method_names = ["get"]

    def get(self, request):
        text = request.GET.get("q", "")[:60]
        options = [{"value": d.code, "label": d.full, "sub": ""} for d in regions.matching(text)]
        return HttpResponse(render_to_string("core/_options.html", {"options": options}))
