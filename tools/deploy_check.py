"""Run Django's deployment check on the production settings, with made-up secrets."""

import os
import secrets
import subprocess
import sys

from tools.steps import ROOT

# Only what the settings insist on; nothing here is ever connected to.
MADE_UP = {
    "DJANGO_SETTINGS_MODULE": "crm_site.settings.prod",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "crm.example.com",
    "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
}


def main():
    """Return 0 when the check has nothing to say."""
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, **MADE_UP})


if __name__ == "__main__":
    sys.exit(main())
