from django.urls import path

from accounts.views import (
    absences,
    departments,
    explain,
    factors,
    handover,
    people,
    profile,
    requests,
    security,
    sign_ins,
)
from core.routes import pages

app_name = "accounts"
urlpatterns = [
    path("people/options/", people.UserOptions.as_view(), name="user_options"),
    path("profile/", profile.ProfilePage.as_view(), name="profile"),
    path("password/", profile.PasswordPage.as_view(), name="password"),
    path("theme/", profile.ThemePage.as_view(), name="theme"),
    path("security/", security.SecurityPage.as_view(), name="security"),
    path("second-factor/", factors.FactorPage.as_view(), name="second_factor"),
    path("security/session/", security.SessionPage.as_view(), name="session"),
    path("security/end/", security.SessionEnd.as_view(), name="session_end"),
    path("explain/", explain.ExplainPage.as_view(), name="explain"),
    path("handover/", handover.HandoverStart.as_view(), name="handover"),
    path("handover/<int:pk>/", handover.HandoverPlan.as_view(), name="handover_plan"),
    path("handover/<int:pk>/sheet/", handover.HandoverSheet.as_view(), name="handover_sheet"),
    *pages(
        "people",
        people.UserList,
        people.UserExport,
        handover.UserHandover,
        handover.UserLeave,
    ),
    *pages(
        "absences",
        absences.AbsenceList,
        absences.AbsenceAdd,
        absences.AbsenceExport,
        absences.AbsenceDetail,
        absences.AbsenceEdit,
        absences.AbsenceDelete,
    ),
    *pages(
        "departments",
        departments.DepartmentList,
        departments.DepartmentOptions,
        departments.DepartmentAdd,
        departments.DepartmentArrange,
        departments.DepartmentDetail,
        departments.DepartmentEdit,
        departments.DepartmentMove,
        departments.DepartmentMerge,
        departments.DepartmentSwitch,
        departments.DepartmentDelete,
    ),
    *pages(
        "requests",
        requests.AccountRequestList,
        requests.AccountRequestDetail,
        requests.AccountRequestApprove,
        requests.AccountRequestRefuse,
    ),
    *pages("sign-ins", sign_ins.SignInList, sign_ins.SignInExport),
]
