from .departments import Department
from .roles import (
    ACCOUNT_MANAGER,
    ADMINISTRATOR,
    EXECUTIVE,
    SALES_SUPERVISOR,
    SERVICE_AGENT,
    Grant,
    Role,
)
from .users import User, UserRole

__all__ = [
    "ACCOUNT_MANAGER",
    "ADMINISTRATOR",
    "EXECUTIVE",
    "SALES_SUPERVISOR",
    "SERVICE_AGENT",
    "Department",
    "Grant",
    "Role",
    "User",
    "UserRole",
]
