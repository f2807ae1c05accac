"""Pages that serve every app: search, files, batches, drafts, settings."""

from django.urls import path

from core.routes import pages
from core.views import batch_files, batches, bin, custom, dictionary, drafts, files, numbers, saved
from core.views.firm import LogoPage, SettingsPage
from core.views.help import HelpIndex, HelpPage
from core.views.mapping import MapPage
from core.views.privacy import PrivacyPage, RevealPage
from core.views.search import SearchPage
from core.views.settings import SettingsIndex
from core.views.system import MailTest, SystemPage
from core.views.trail import ChangeDetail, ChangeExport, ChangeList
from core.views.workdays import CalendarPage, DayListPage

app_name = "core"

urlpatterns = [
    path("search/", SearchPage.as_view(), name="search"),
    path("settings/", SettingsIndex.as_view(), name="settings_index"),
    path("settings/firm/", SettingsPage.as_view(), name="settings"),
    path("settings/privacy/", PrivacyPage.as_view(), name="privacy"),
    path("settings/workdays/", CalendarPage.as_view(), name="workday_list"),
    path("settings/workdays/import/", DayListPage.as_view(), name="workday_import"),
    path("settings/system/", SystemPage.as_view(), name="system_state"),
    path("settings/system/mail/", MailTest.as_view(), name="mail_test"),
    path("help/", HelpIndex.as_view(), name="help_index"),
    path("help/<slug:chapter>/", HelpPage.as_view(), name="help"),
    path("logo/", LogoPage.as_view(), name="logo"),
    path("batches/", batches.BatchList.as_view(), name="batch_list"),
    path("batches/<int:pk>/", batches.BatchDetail.as_view(), name="batch_detail"),
    path("batches/<int:pk>/map/", MapPage.as_view(), name="batch_map"),
    path("batches/<int:pk>/cancel/", batches.BatchCancel.as_view(), name="batch_cancel"),
    path("batches/<int:pk>/undo/", batches.BatchUndo.as_view(), name="batch_undo"),
    path("batches/<int:pk>/changes/", batches.BatchChanges.as_view(), name="batch_changes"),
    path("batches/<int:pk>/rows/", batch_files.BatchRows.as_view(), name="batch_rows"),
    path("batches/<int:pk>/result/", batch_files.BatchResult.as_view(), name="batch_result"),
    path("batches/<int:pk>/errors/", batch_files.BatchErrors.as_view(), name="batch_errors"),
    *pages(
        "settings/fields",
        custom.CustomFieldList,
        custom.CustomFieldAdd,
        custom.CustomFieldEdit,
        custom.CustomFieldDelete,
        custom.CustomFieldSwitch,
        custom.CustomFieldMove,
    ),
    *pages("settings/audit", ChangeList, ChangeExport, ChangeDetail),
    *pages("settings/numbers", numbers.RuleList, numbers.RuleEdit),
    *pages(
        "settings/dictionary",
        dictionary.TypeList,
        dictionary.TypeAdd,
        dictionary.TypeDetail,
        dictionary.TypeEdit,
        dictionary.TypeDelete,
        dictionary.TypeArrange,
    ),
    *pages(
        "settings/dictionary/entries",
        dictionary.EntryAdd,
        dictionary.EntryEdit,
        dictionary.EntrySwitch,
        dictionary.EntryDelete,
        dictionary.EntryReplace,
    ),
    path("views/<int:pk>/", saved.ViewEdit.as_view(), name="savedview_edit"),
    path("views/<int:pk>/save/", saved.ViewSave.as_view(), name="savedview_save"),
    path("views/<int:pk>/delete/", saved.ViewDelete.as_view(), name="savedview_delete"),
    path("bin/", bin.BinList.as_view(), name="bin_list"),
    path("bin/purge/", bin.BinPurge.as_view(), name="bin_purge"),
    path("bin/<str:model>/restore/", bin.BinRestore.as_view(), name="bin_restore"),
    path("bin/<str:model>/<int:pk>/", bin.BinDetail.as_view(), name="bin_detail"),
    path("files/<str:model>/<int:pk>/", files.AttachmentAdd.as_view(), name="attachment_add"),
    path("files/<int:pk>/", files.AttachmentDownload.as_view(), name="attachment_download"),
    path("files/<int:pk>/show/", files.AttachmentShow.as_view(), name="attachment_show"),
    path("files/<int:pk>/remove/", files.AttachmentRemove.as_view(), name="attachment_remove"),
    path("files/<int:pk>/restore/", files.AttachmentRestore.as_view(), name="attachment_restore"),
    path("reveal/<str:model>/<int:pk>/<slug:field>/", RevealPage.as_view(), name="reveal"),
    path("drafts/", drafts.DraftList.as_view(), name="draft_list"),
    path("drafts/save/", drafts.DraftSave.as_view(), name="draft_save"),
    path("drafts/drop/", drafts.DraftDrop.as_view(), name="draft_drop"),
    path("drafts/take/", drafts.DraftTake.as_view(), name="draft_take"),
]
