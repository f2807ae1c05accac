"""Files of a record: add, look at, download, remove, restore."""

from django.contrib import messages
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from core import attachments
from core.errors import RuleBroken
from core.filetypes import clean_name
from core.models import Attachment
from core.routes import url_for
from core.views.base import AnyRecordPage, RecordPage, record_model

# What a file may do when a browser opens it: nothing. Chromium shows no PDF in a sandbox, so a
# PDF gets the same ban on everything without that word; its viewer runs no script of the page.
LOCKED = "sandbox; default-src 'none'; img-src 'self'; frame-ancestors 'none'"
LOCKED_PDF = (
    "default-src 'none'; object-src 'self'; plugin-types application/pdf; "
    "style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def files_url(record) -> str:
    return f"{url_for(record, 'detail')}?tab=files"


class AttachmentAdd(AnyRecordPage, View):
    """Store the files that were sent; each one that is refused is named with its reason."""

    action, permission = "add", "change"
    http_method_names = ["post"]
    upload_setting = "ATTACHMENT_MAX_REQUEST"

    def post(self, request, model, pk):
        record = get_object_or_404(self.get_queryset(), pk=pk)
        uploads = request.FILES.getlist("file")
        stored = [upload for upload in uploads if self.store(record, upload)]
        if stored:
            names = ", ".join(clean_name(upload.name) for upload in stored)
            messages.success(request, _("Added: %s") % names)
        elif not uploads:
            messages.error(request, _("Choose at least one file."))
        if request.accepts("text/html"):
            return redirect(files_url(record))
        return JsonResponse({"stored": len(stored), "next": files_url(record)})

    def store(self, record, upload) -> bool:
        try:
            attachments.add(record, upload, by=self.request.user)
        except RuleBroken as error:
            words = {"name": clean_name(upload.name), "reason": error}
            messages.error(self.request, _("%(name)s was not added: %(reason)s") % words)
            return False
        return True


class AttachmentPage(RecordPage, View):
    """A page of one file: whoever reaches its record reaches it, for others it does not exist."""

    removed = False

    def dispatch(self, request, *args, **kwargs):
        rows = Attachment.objects.filter(deleted_at__isnull=not self.removed)
        self.attachment = get_object_or_404(rows, pk=kwargs["pk"])
        self.model = record_model(self.attachment.model)
        seen = self.model.objects.visible_to(request.user)
        self.record = get_object_or_404(seen, pk=self.attachment.object_id)
        return super().dispatch(request, *args, **kwargs)


class AttachmentDownload(AttachmentPage):
    """The file as a download."""

    action, permission = "download", "view"
    http_method_names = ["get", "head"]
    inline = False

    def get(self, request, pk):
        found = self.attachment
        try:
            stream = found.file.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        answer = FileResponse(
            stream,
            as_attachment=not self.inline,
            filename=found.name,
            content_type=found.content_type,
        )
        pdf = self.inline and not found.is_picture
        answer.headers["Content-Security-Policy"] = LOCKED_PDF if pdf else LOCKED
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


class AttachmentShow(AttachmentDownload):
    """A picture or a PDF in the browser; other kinds only go out as downloads."""

    action, inline = "show", True

    def get(self, request, pk):
        if not self.attachment.is_shown:
            raise Http404
        return super().get(request, pk)


class AttachmentChange(AttachmentPage):
    """POST one change of a file by somebody who may change its record."""

    permission = "change"
    http_method_names = ["post"]
    done = ""

    def post(self, request, pk):
        record = get_object_or_404(self.get_queryset(), pk=self.record.pk)
        try:
            self.run(record, self.attachment, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, self.said())
        return redirect(files_url(record))


class AttachmentRemove(AttachmentChange):
    action = "remove"

    def run(self, record, attachment, *, by):
        attachments.remove(attachment, by=by)

    def said(self):
        return _("Removed: %s. You can restore it here.") % self.attachment


class AttachmentRestore(AttachmentChange):
    action, removed = "restore", True

    def run(self, record, attachment, *, by):
        attachments.restore(record, attachment, by=by)

    def said(self):
        return _("Restored: %s") % self.attachment
