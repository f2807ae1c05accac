"""The administrative divisions as rows, so that customers can point at them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.regions import Division


class Region(models.Model):
    """A province, city or district; the key is its official code, so a part is a range of keys.

    Set-up ships them (`customers.services.regions`); nobody edits them, so they have no history.
    """

    search_text = ()

    id = models.PositiveIntegerField(_("code"), primary_key=True)
    name = models.CharField(pgettext_lazy("thing", "name"), max_length=40)
    full_name = models.CharField(_("full name"), max_length=80)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self):
        return self.full_name

    @property
    def division(self) -> Division:
        return Division(self.pk, self.name, self.full_name)
