from django.urls import path

from reports.dashboard import DashboardPage
from reports.pages import ContributionPage

app_name = "reports"

urlpatterns = [
    path("", DashboardPage.as_view(), name="dashboard"),
    path("reports/contribution/", ContributionPage.as_view(), name="contribution"),
]
