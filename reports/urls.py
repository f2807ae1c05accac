from django.urls import path

from reports.churn_pages import ChurnPage
from reports.completeness_pages import CompletenessPage
from reports.composition_pages import CompositionPage
from reports.dashboard import DashboardPage
from reports.pages import ContributionPage
from reports.usage_pages import NoticePage, UsagePage

app_name = "reports"

urlpatterns = [
    path("", DashboardPage.as_view(), name="dashboard"),
    path("reports/contribution/", ContributionPage.as_view(), name="contribution"),
    path("reports/composition/", CompositionPage.as_view(), name="composition"),
    path("reports/churn/", ChurnPage.as_view(), name="churn"),
    path("reports/data-health/", CompletenessPage.as_view(), name="completeness"),
    path("reports/usage/", UsagePage.as_view(), name="usage"),
    path("reports/usage/notice/", NoticePage.as_view(), name="usage_notice"),
]
