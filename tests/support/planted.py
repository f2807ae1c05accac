"""Unmistakable private values, put into every customer and contact there is."""

import io
import re
import zipfile

from django.utils import timezone

from core import audit, firm
from core.models import Batch
from core.privacy import revealing
from core.privacy.fields import private_fields
from crm_site import shipped
from customers.models import Contact, Customer
from tests.support.people import make_role

FORMER = {"phone": "13911112222", "mobile": "13911113333", "email": "former@huaning.example"}
NOW = {
    Customer: {
        "phone": "13800995678",
        "fax": "051255997788",
        "email": "secretary@huaning.example",
        "id_number": "110105199003071234",
        "bank_account": "6222020200998877",
    },
    Contact: {
        "mobile": "15900114321",
        "office_phone": "051266443322",
        "email": "wang.gong@huaning.example",
        "wechat": "wx-wang-gong-77",
    },
}
SECRETS = {*FORMER.values(), *(value for values in NOW.values() for value in values.values())}


def plant(by) -> Batch:
    """Give all customers and contacts the values, and a past of others; return that batch."""
    batch = Batch.objects.create(
        kind=Batch.Kind.BULK, model="customers.customer", state="done", by=by
    )
    with audit.acting(by, "edit", batch=batch):
        for model, values in NOW.items():
            known = {name: FORMER[name] for name in values if name in FORMER}
            kind = {"kind": Customer.Kind.PERSON}
            born = {"birthday": timezone.localdate()}  # so that the list of care names them
            model._base_manager.update(**known, **(kind if model is Customer else born))
            model._base_manager.update(**values)
    return batch


def all_seeing(code="all_seeing"):
    """Make a role that reaches everything there is."""
    every = {}
    for role in shipped.ROLES:
        for model, entries in shipped.GRANTS.get(role, {}).items():
            letters = "".join(letters for letters, _scope in entries)
            every.setdefault(model, {}).update(
                {shipped.LETTERS[letter]: "all" for letter in letters}
            )
    return make_role(code, every)


def mask_everything(*codes):
    """Let roles see every private field masked, their people's own records too."""
    names = [
        f"{model._meta.label_lower}.{field.name}"
        for model in NOW
        for field in private_fields(model)
    ]
    revealing.decide(dict.fromkeys(codes, names), by=None)
    firm.change({"privacy_own": False}, by=None)


def text_of(answer) -> str:
    """Return all that an answer hands out as text, the cells of a workbook too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    headers = " ".join(answer.headers.values())
    return headers + body.decode("utf-8", errors="replace")


def leaked(text: str) -> list[str]:
    """Return the planted values in a text, however they are spaced."""
    close = re.sub(r"[\s-]", "", text)
    return sorted(secret for secret in SECRETS if secret in text or secret in close)
