"""What a browser would send of a page that nobody has typed into: for measuring and for tests."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects the fields of the forms that are sent with POST, one dict for each form.

    The form of the page comes last: search box, language and sign-out stand in the frame before.
    """

    def __init__(self):
        super().__init__()
        self.forms: list[dict] = []
        self.form = self.chooser = self.area = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.form = {} if attrs.get("method", "").lower() == "post" else None
        elif self.form is None or "disabled" in attrs:
            return
        elif tag == "input" and attrs.get("name"):
            self.note_input(attrs)
        elif tag == "select":
            self.chooser = attrs.get("name")
        elif tag == "option" and self.chooser and "selected" in attrs:
            self.add(self.chooser, attrs.get("value", ""))
        elif tag == "textarea":
            self.area = attrs.get("name")
            self.form[self.area] = ""

    def note_input(self, attrs):
        ticked = attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs
        if ticked and attrs.get("type") not in ("submit", "button", "file"):
            self.add(attrs["name"], attrs.get("value") or ("on" if "checked" in attrs else ""))

    def add(self, name, value):
        self.form.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self.area and self.form is not None:
            self.form[self.area] += data

    def handle_endtag(self, tag):
        if tag == "form" and self.form is not None:
            self.forms.append(self.form)
            self.form = None
        elif tag == "select":
            self.chooser = None
        elif tag == "textarea":
            self.area = None


def filled_form(page: str) -> dict:
    """Return what the longest form of a page sends as it stands."""
    reader = FormReader()
    reader.feed(page)
    reader.close()
    found = max(reader.forms, key=len, default={})
    return {
        name: value.removeprefix("\n") if isinstance(value, str) else value
        for name, value in found.items()
    }
