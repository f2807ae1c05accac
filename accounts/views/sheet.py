"""One-time passwords on paper: shown once, stored nowhere."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _


def one_time_sheet(request, people, done_url):
    """Answer with the page that is printed; `people` are (person, password)."""
    context = {
        "page": {"title": _("One-time passwords")},
        "people": people,
        "sign_in_url": request.build_absolute_uri(reverse("login")),
        "done_url": done_url,
    }
    return TemplateResponse(request, "accounts/one_time_passwords.html", context)
