#!/usr/bin/env python
"""The command line of the project; the development settings are the default."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings.dev")
    execute_from_command_line(sys.argv)
