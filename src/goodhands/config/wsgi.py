"""The entry for a WSGI server."""

import os

import goodhands.config  # noqa: F401 - puts our SQLite in place before the framework looks for one

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodhands.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.utils import timezone  # noqa: E402

from goodhands.foundation.companies import writes as companies  # noqa: E402
from goodhands.foundation.documents import writes as documents  # noqa: E402
from goodhands.foundation.people import writes as people  # noqa: E402
from goodhands.stages.operate.writes import reader  # noqa: E402

documents.sweep(at=timezone.now())
companies.empty_bins(at=timezone.now())
companies.bring_search_up_to_date()
people.sweep(at=timezone.now())
reader.start()
