from django.urls import path

from core.routes import pages
from customers.views import (
    claims,
    contacts,
    customers,
    interactions,
    owners,
    regions,
    states,
    tags,
    team,
)

app_name = "customers"

urlpatterns = [
    *pages(
        "customers",
        customers.CustomerList,
        customers.CustomerAdd,
        customers.CustomerOptions,
        customers.CustomerExport,
        customers.CustomerImport,
        customers.CustomerTemplate,
        *owners.BULK,
        *states.BULK,
        customers.CustomerDetail,
        customers.CustomerEdit,
        customers.CustomerDelete,
        claims.CustomerClaim,
        owners.CustomerRelease,
        owners.CustomerAssign,
        owners.CustomerHandOver,
        states.CustomerInvalid,
        states.CustomerRevive,
        team.CustomerTeam,
        team.CustomerLeave,
    ),
    path("regions/options/", regions.RegionOptions.as_view(), name="region_options"),
    *pages(
        "contacts",
        contacts.ContactList,
        contacts.ContactAdd,
        contacts.ContactOptions,
        contacts.ContactExport,
        contacts.ContactImport,
        contacts.ContactTemplate,
        contacts.ContactDetail,
        contacts.ContactEdit,
        contacts.ContactDelete,
    ),
    *pages(
        "interactions",
        interactions.InteractionList,
        interactions.InteractionAdd,
        interactions.InteractionExport,
        interactions.InteractionDetail,
        interactions.InteractionEdit,
        interactions.InteractionDelete,
    ),
    *pages(
        "tags",
        tags.TagList,
        tags.TagAdd,
        tags.TagArrange,
        tags.TagEdit,
        tags.TagSwitch,
        tags.TagDelete,
        tags.TagMerge,
    ),
]
