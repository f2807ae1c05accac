"""Django admin of this product: only what administrators keep."""

from django.contrib import admin
from procrastinate.contrib.django import admin as queue_admin

# Jobs have pages of their own for the people who started them; these are the queue's internals.
admin.site.unregister(queue_admin.models.ProcrastinateJob)
