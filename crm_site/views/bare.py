"""The page that others are measured against: middleware, session and person, and nothing else."""

from django.http import HttpResponse
from django.urls import path

from crm_site import urls

BARE = "/bare/"


def bare(request):
    return HttpResponse(request.user.pk * b"")


urlpatterns = [*urls.urlpatterns, path(BARE[1:], bare)]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
