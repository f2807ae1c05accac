"""What the people of the demo firm find in their inbox, and who asks for an account."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import AccountRequest
from sales.models import Opportunity
from workplace.models import Message

READ_AFTER = timedelta(days=7)  # older messages have been read
LATELY = timedelta(days=30)
NEWCOMERS = (
    ("chenxiaomei", "陈晓梅", "华东销售部", "138 0571 2203", "下周一入职，接手宁波的客户"),
    ("sunlei", "孙磊", "客服部", "139 0571 8841", "客服部新同事，主管是叶归帆"),
)


def make(firm) -> None:
    """Tell sellers of the opportunities that were assigned to them, and let newcomers ask."""
    now = timezone.now()
    chances = Opportunity.objects.filter(assigned_at__gte=now - LATELY, owner__isnull=False)
    Message.objects.bulk_create(
        Message(
            person_id=chance.owner_id,
            kind="opportunity.assigned",
            model="sales.opportunity",
            object_id=chance.pk,
            by_id=chance.assigned_by_id,
            created_at=chance.assigned_at,
            read_at=None if chance.assigned_at > now - READ_AFTER else chance.assigned_at,
        )
        for chance in chances.order_by("assigned_at", "pk")
    )
    for name, real_name, department, phone, reason in NEWCOMERS:
        request = AccountRequest.objects.create(
            username=name,
            real_name=real_name,
            department_name=department,
            phone=phone,
            reason=reason,
        )
        tell_administrators(firm, request)


def tell_administrators(firm, request) -> None:
    for person in firm.people.values():
        if person.has_role("administrator"):
            Message.objects.create(
                person=person,
                kind="account.requested",
                params={"name": request.real_name},
                url=request.get_absolute_url(),
            )
