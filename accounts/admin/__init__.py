"""Accounts in Django admin: people, departments, roles with their matrix of grants."""

from django.contrib import admin
from django.contrib.auth import admin as auth_admin  # noqa: F401  registers what is hidden below
from django.contrib.auth.models import Group

from . import departments, roles, users  # noqa: F401

admin.site.unregister(Group)  # a role is the group: one page for both
