"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings.prod")
application = get_wsgi_application()

from crm_site.start import refuse_unfit_database, tell_first_run  # noqa: E402

refuse_unfit_database()
tell_first_run()
