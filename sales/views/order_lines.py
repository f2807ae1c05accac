"""The lines below the form of an order."""

from django.utils.translation import gettext as _

from catalog.models import Product
from core import drafts
from core.forms import keep_in_reach, offer_new
from sales.forms import OrderLines


class LinesPage:
    """Mixin of the order form: its lines are checked, kept and stored with it."""

    in_panel = False

    def lines(self):
        if not hasattr(self, "_lines"):
            self._lines = OrderLines(self.given(), initial=self.initial_lines(), prefix="lines")
            if self.from_draft:
                drafts.unjudged(self._lines)
            for form in (*self._lines.forms, self._lines.empty_form):
                offer_new(keep_in_reach(form, self.request.user), self.request.user)
            self._lines.read_products()
        return self._lines

    def initial_lines(self):
        order = getattr(self, "object", None)
        return stored_lines(order) if order is not None and order.pk else []

    def form_valid(self, form):
        if not self.lines().is_valid():
            form.add_error(None, _("Some lines need a correction; see below."))
            return self.form_invalid(form)
        return super().form_valid(form)

    def get_template_names(self):
        return ["sales/order_form.html"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(lines=self.lines(), **kwargs)

    def search_fields(self, form):
        found = super().search_fields(form)
        for line in self.lines().forms:
            found |= {line.add_prefix(k): new for k, new in super().search_fields(line).items()}
        return found

    # what two people changed at once -------------------------------------------------------

    def lines_shown(self, obj):
        """Return the stored lines; those of a locked order that its form has read are these."""
        if self.request.method == "POST" and obj is getattr(self.object, "former", None):
            return {"lines": [dict(line) for line in self.lines().initial or ()]}
        return {"lines": stored_lines(obj)}

    def lines_typed(self):
        typed = [as_text(line) for line in self.lines().lines()]
        del self._lines  # the merged form is drawn from what takes their place
        return {"lines": typed}

    def in_words(self, form, name, value):
        if name != "lines":
            return super().in_words(form, name, value)
        names = Product.everything.in_bulk([line["product"] for line in value])
        parts = [
            f"{names.get(int(line['product']), '—')} × {line['quantity']} · ¥{line['price']}"
            + (f" (−{line['off']} %)" if line["off"] != "0" else "")
            for line in value
        ]
        return "；".join(parts) or "—"


def stored_lines(order) -> list[dict]:
    """Return the lines of a stored order as the form shows them."""
    return [as_text(line) for line in order.lines.all()]


def as_text(line) -> dict:
    numbers = {"quantity": line.quantity, "price": line.price, "off": line.discount * 100}
    texts = {name: f"{number.normalize():f}" for name, number in numbers.items()}
    return {"key": str(line.pk or ""), "product": str(line.product_id), **texts}
