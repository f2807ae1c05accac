from .calls import CallCount
from .tokens import ApiToken

__all__ = ["ApiToken", "CallCount"]
