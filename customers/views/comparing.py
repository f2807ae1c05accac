"""Comparing and merging customers, and contacts of one customer."""

from core.views.comparing import ComparePage, MergePage
from customers.models import Contact, Customer
from customers.services import merging


class CustomerCompare(ComparePage):
    model = Customer


class CustomerMerge(MergePage):
    model = Customer
    merge = staticmethod(merging.merge)


class ContactCompare(ComparePage):
    model = Contact


class ContactMerge(MergePage):
    model = Contact
    merge = staticmethod(merging.merge)
