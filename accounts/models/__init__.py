from .absences import Absence
from .departments import Department
from .factors import SecondFactor
from .passwords import OldPassword
from .requests import AccountRequest
from .roles import (
    ACCOUNT_MANAGER,
    ADMINISTRATOR,
    EXECUTIVE,
    SALES_SUPERVISOR,
    SERVICE_AGENT,
    SHIPPED,
    Grant,
    Role,
)
from .sessions import Session
from .signins import SignIn, Tries, UsedCode
from .users import User, UserRole

__all__ = [
    "ACCOUNT_MANAGER",
    "ADMINISTRATOR",
    "EXECUTIVE",
    "SALES_SUPERVISOR",
    "SERVICE_AGENT",
    "SHIPPED",
    "Absence",
    "AccountRequest",
    "Department",
    "Grant",
    "OldPassword",
    "Role",
    "SecondFactor",
    "Session",
    "SignIn",
    "Tries",
    "UsedCode",
    "User",
    "UserRole",
]
