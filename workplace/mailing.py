"""Messages by mail: one job for each, in the language of the reader and within their reach."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import firm, mail
from core.jobs import job
from workplace.models import Message
from workplace.wording import lines


@job("mail_message", retry=mail.PATIENT)
def mail_message(message_id: int):
    """Send a message to its person; one that is gone meanwhile is no longer sent."""
    people = Message.objects.select_related("by", "person__department")
    message = people.filter(pk=message_id).first()
    if message is None or not mail.reaches(message.person):
        return
    with translation.override(message.person.language):
        (line,) = lines([message], message.person)
        name = firm.get("firm_name")
        mail.deliver(
            message.person.email,
            f"{name}: {line.label}" if name else line.label,
            [
                line.text,
                mail.link(line.url) if line.url else "",
                _("You choose here what is sent to you: %s")
                % mail.link(reverse("workplace:message_settings")),
            ],
        )
