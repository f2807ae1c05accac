"""What every form does with what was typed: it is stored once, and it is never lost."""

from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import drafts, once
from core.errors import RuleBroken, readable
from core.transactions import Whole


class TypedPage:
    """Mixin of form pages: one-time keys and drafts.

    A page sets `self.stored` to the record that it saved; without one everything is rolled back,
    the key with it. A service that refuses leaves the whole: `refused` shows the form again.
    """

    keeps_drafts = True
    stored = None
    form_key = ""
    sent = None  # what takes the place of what was sent: others changed a part of it

    def post(self, request, *args, **kwargs):
        if "_create" in request.POST:
            return self.create_first(request.POST["_create"])
        self.form_key = self.form_key or request.POST.get(once.FIELD, "")
        try:
            with Whole():
                return self.save_once(request, *args, **kwargs)
        except once.SentAlready as sent:
            self.form_key = once.new_key(request.user)
            return self.sent_already(sent) if sent.same else self.sent_changed(sent)
        except (RuleBroken, IntegrityError) as error:
            self.stored = None
            return self.refused(error)

    def save_once(self, request, *args, **kwargs):
        changed = self.changed_key()
        about = {"draft": self.page_key, "object_id": changed}
        key = once.claim(self.form_key, request.POST, request.user, self.model, **about)
        answer = super().post(request, *args, **kwargs)
        if self.stored is None:
            transaction.set_rollback(True)
        elif changed is None:
            once.note(key, self.stored)
        return answer

    def changed_key(self) -> int | None:
        """Return the key of the record that the form changes, when it is on file."""
        return None

    def refused(self, error):
        """Show the form with what the service, or a constraint, says against it."""
        form = self.tried
        if isinstance(error, IntegrityError):
            form.add_error(None, readable(error, self.model))
        else:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        return self.form_invalid(form)

    def sent_already(self, sent):
        """Answer a second sending with the record that the first one made."""
        raise NotImplementedError

    def sent_changed(self, sent):
        """Take an old form that was changed and sent again for a new one."""
        return self.post(self.request, **self.kwargs)

    def create_first(self, name):
        """Keep the form as a draft and open the form of the record that a search field misses.

        With JavaScript a side panel does this; see static/js/panel.js.
        """
        form = self.get_form()
        found = self.search_fields(form).get(name)
        data = drafts.typed(self.request.POST)
        data.pop("_create")
        if found is None or drafts.keep(self.request.user, self.page_key, data) is None:
            return self.render_to_response(self.get_context_data(form=form))
        query = {found["field"]: self.request.POST.get(f"{name}_text", "")}
        query |= {"return": self.page_key, "into": name}
        return redirect(f"{found['url']}?{urlencode(query)}")

    def search_fields(self, form) -> dict:
        """Return {name: what its widget knows of adding} of the search fields."""
        widgets = {name: field.widget for name, field in form.fields.items()}
        return {name: widget.new for name, widget in widgets.items() if getattr(widget, "new", 0)}

    # drafts -----------------------------------------------------------------------------

    @cached_property
    def page_key(self) -> str:
        return drafts.page_of(self.request.get_full_path())

    @cached_property
    def draft(self):
        """The person's draft of this form, when the form is opened."""
        if self.request.method == "POST" or "panel" in self.request.GET:
            return None
        return drafts.find(self.request.user, self.page_key)

    @property
    def from_draft(self) -> bool:
        return "draft" in self.request.GET and self.draft is not None

    def given(self):
        """Return what was sent, or what the draft holds; None for a form that is opened fresh."""
        if self.request.method == "POST":
            return self.request.POST if self.sent is None else self.sent
        return drafts.as_sent(self.draft.data) if self.from_draft else None

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "data": self.given()}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        return drafts.unjudged(form) if self.from_draft else form

    def key_of_draft(self) -> str:
        """Return the key that the draft was begun with: it may have been sent after all."""
        key = self.given().get(once.FIELD, "") if self.from_draft else ""
        return key if once.belongs_to(key, self.request.user) else once.new_key(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **{
                "form_key": self.form_key or self.key_of_draft(),
                "draft": self.draft,
                "from_draft": self.from_draft,
                "draft_url": drafts.opened(self.page_key),
                "page_key": self.page_key,
                **kwargs,
            }
        )


def tell_saved(request, obj) -> None:
    messages.success(request, _("This was saved already: %s") % obj)
