"""The form of a follow-up above a timeline, of a customer or of what else it may belong to."""

from functools import partial

from core import drafts
from core.forms import limit_choices
from core.panels import composers, timelines
from core.routes import url_for
from customers import involved
from customers.forms import ComposerForm
from customers.models import Customer, Interaction
from customers.panels import about, followups


def take_part() -> None:
    """Let follow-ups stand and be written on the pages of customers and of what they belong to."""
    timelines[Customer].append(followups)
    composers[Customer] = of_customer
    for table in involved.belongings():
        model = table.other().related_model
        timelines[model].append(partial(about, table))
        composers[model] = of_record


def of_customer(page) -> dict:
    """Return the context of the form on the page of a customer, which has read its contacts."""
    if not page.may("add", Interaction):
        return {}
    found = composer(page, {"customer": page.object})
    if involved.CONTACTS in found["composer"].fields:
        found["composer"].fields[involved.CONTACTS].known = page.contacts
    return {**found, "composer_draft_at": page.object.draft_at}


def of_record(page) -> dict:
    """Return the context of the form on the page of a record whose customer is within reach."""
    if not page.may("add", Interaction) or page.object.customer_id is None:
        return {}
    customers = Customer.objects.visible_to(page.request.user)
    customer = customers.filter(pk=page.object.customer_id).first()
    if customer is None:
        return {}
    [name] = (
        table.named_by[0]
        for table in involved.belongings()
        if table.other().related_model is page.model
    )
    found = composer(page, {"customer": customer, name: page.object})
    draft = drafts.find(page.request.user, drafts.page_of(found["composer_url"]))
    return {**found, "composer_draft_at": draft and draft.updated_at}


def composer(page, known) -> dict:
    """Return form and address; `known` is {field: record}, what every follow-up here is about."""
    form = limit_choices(ComposerForm(initial={**known}), page.request.user)
    keys = {name: record.pk for name, record in known.items()}
    more = [field for field in involved.about(form) if field.name not in known]
    query = "&".join(f"{name}={key}" for name, key in keys.items())
    return {
        "composer_template": "customers/_composer.html",
        "composer": form,
        "composer_kinds": form.fields["kind"].entries.values(),
        "composer_url": f"{url_for(Interaction, 'add')}?{query}",
        "composer_known": keys.items(),
        "composer_about": more,
        "composer_width": "w4" if len(more) > 1 else "w6",
    }
