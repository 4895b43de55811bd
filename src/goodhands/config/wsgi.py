"""The entry for a WSGI server."""

import os

import goodhands.config  # noqa: F401 - puts our SQLite in place before the framework looks for one

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodhands.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from goodhands.config import background  # noqa: E402
from goodhands.foundation.companies import writes as companies  # noqa: E402

companies.bring_search_up_to_date()
background.start()
