from django.db import models
from django.db.models.functions import ExtractDay, ExtractMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Record, bin_index
from core.privacy import PrivateCharField, PrivateEmailField
from core.reach import Owned
from core.search import PhoneText, PinyinText

from . import keys
from .customers import Customer
from .field_uses import ContactCounts


class Contact(Record):
    """A person at a customer; reached by whoever reaches the customer."""

    class Gender(models.TextChoices):
        MALE = "male", _("Male")
        FEMALE = "female", _("Female")

    class Part(models.TextChoices):
        DECIDES = "decides", _("Decides")
        INFLUENCES = "influences", _("Influences")
        USES = "uses", _("Uses")
        BUYS = "buys", _("Buys")

    reach = Owned(record="customer", team="customers.CoWorker", pooled=True)
    search_text = (PinyinText("name"), PhoneText("mobile"), PhoneText("office_phone"))

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="contacts", verbose_name=_("customer")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    name_pinyin = models.CharField(max_length=300, editable=False, default="")
    name_initials = models.CharField(max_length=120, editable=False, default="")
    gender = models.CharField(_("gender"), max_length=6, choices=Gender, blank=True)
    position = models.CharField(pgettext_lazy("job", "position"), max_length=60, blank=True)
    part = models.CharField(_("role in the decision"), max_length=10, choices=Part, blank=True)
    mobile = PrivateCharField(_("mobile"), max_length=40, blank=True)
    office_phone = PrivateCharField(_("office phone"), max_length=40, blank=True)
    email = PrivateEmailField(_("e-mail"), blank=True)
    wechat = PrivateCharField(_("WeChat"), max_length=40, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    is_main = models.BooleanField(_("main contact"), default=False)
    hobbies = models.CharField(_("hobbies"), max_length=200, blank=True, db_default="")
    remark = models.TextField(_("remark"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    class Meta(Record.Meta):
        triggers = [*Record.Meta.triggers, ContactCounts()]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(is_main=True, deleted_at=None),
                name="customers_contact_one_main",
            )
        ]
        indexes = [
            *PinyinText.indexes("name", "customers_contact"),
            *PhoneText.indexes("mobile", "contact"),
            *PhoneText.indexes("office_phone", "contact"),
            models.Index(
                ExtractMonth("birthday"),
                ExtractDay("birthday"),
                condition=models.Q(birthday__isnull=False),
                name="customers_contact_birthday",
            ),
            *keys.OF_CONTACTS,
            bin_index("customers_contact"),
        ]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return self.name
