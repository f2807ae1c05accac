from .calls import CallCount
from .tokens import ApiToken
from .webhooks import TASK, ChangeFeed, Delivery, Outbox, Webhook

__all__ = ["TASK", "ApiToken", "CallCount", "ChangeFeed", "Delivery", "Outbox", "Webhook"]
