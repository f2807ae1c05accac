"""Comments on follow-ups: what colleagues say, and who is told."""

from django.db.models import F, TextField, Value
from django.db.models.functions import Concat

from accounts.models import User
from core import audit
from core.telling import tell
from customers.models import Comment, Interaction

MOST = 20  # people that one comment can name


def add(interaction: Interaction, text: str, *, by) -> Comment:
    """Say something about a follow-up; whom it names with @ and its author get a message."""
    with audit.acting(by, "followup.comment"):
        comment = Comment.objects.create(interaction=interaction, text=text, by=by)
        named = mentioned(interaction, text)
        tell(named, "followup.mention", record=interaction, by=by, text=text)
        if interaction.author not in named and reaches(interaction.author, interaction):
            tell([interaction.author], "followup.comment", record=interaction, by=by, text=text)
    return comment


def mentioned(interaction, text) -> list:
    """Return the people whom the text names with @ and who can see the follow-up.

    Chinese is written without spaces, so names are looked for in the text and not the other way
    round: the longest first, and each place counts once.
    """
    said = User.objects.filter(is_active=True).annotate(said=Value(text, TextField()))
    found = []
    for field in ("real_name", "username"):
        rows = said.filter(said__contains=Concat(Value("@"), F(field)))
        found += [(getattr(row, field), row) for row in rows[:MOST]]
    names = {}
    for name, person in found:
        names.setdefault(name, []).append(person)
    people = {}
    for name in sorted(names, key=len, reverse=True):
        if f"@{name}" in text:
            people |= {person.pk: person for person in names[name]}
            text = text.replace(f"@{name}", "")
    return [person for person in people.values() if reaches(person, interaction)]


def reaches(person, interaction) -> bool:
    return Interaction.objects.visible_to(person).filter(pk=interaction.pk).exists()


def readers(interaction, text="", limit=8) -> list:
    """Return people who can see a follow-up and whose name begins with `text`."""
    people = User.objects.filter(is_active=True)
    rows = people.filter(real_name__istartswith=text) | people.filter(username__istartswith=text)
    return [
        row for row in rows.order_by("real_name", "pk")[: 2 * limit] if reaches(row, interaction)
    ][:limit]
