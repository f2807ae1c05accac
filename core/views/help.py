"""The handbook on the site: its chapters, and one of them."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import help as handbook
from core.ui import Tab


class HelpIndex(TemplateView):
    template_name = "core/help_index.html"
    title = gettext_lazy("Help")

    def get_context_data(self, **kwargs):
        chapters = [handbook.chapter(name) for name in handbook.CHAPTERS]
        return super().get_context_data(page=self, chapters=chapters, **kwargs)


class HelpPage(TemplateView):
    """One chapter, with the others beside it."""

    template_name = "core/help.html"

    def get(self, request, chapter):
        if chapter not in handbook.CHAPTERS:
            raise Http404
        self.chapter = handbook.chapter(chapter)
        self.title = self.chapter.title
        return super().get(request, chapter=chapter)

    def get_context_data(self, **kwargs):
        others = [
            Tab(found.title, reverse("core:help", args=[name]), name == self.chapter.name)
            for name in handbook.CHAPTERS
            for found in [handbook.chapter(name)]
        ]
        crumbs = [Tab(_("Help"), reverse("core:help_index"))]
        context = {"page": self, "others": others, "crumbs": crumbs, "text": self.chapter.html}
        return super().get_context_data(**context, **kwargs)
