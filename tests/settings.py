"""The settings of the product, as the tests run them. What differs, differs here and nowhere else.

Read by pytest-django before anything else of the framework. Importing `goodhands.config` puts our SQLite in place.
"""

import atexit
import os
import shutil
import tempfile

VENDOR = os.environ.get("GOODHANDS_TEST_VENDOR", "sqlite")
"""The database that this run is for; `tests/postgresql.py` says `postgresql`."""

_scratch = tempfile.mkdtemp(prefix="goodhands-tests-")
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
for name in (
    "GOODHANDS_URL",
    "GOODHANDS_DEMO",
    "GOODHANDS_PRIVATE_TARGETS",
    *(["DATABASE_URL"] if VENDOR == "sqlite" else []),
):
    os.environ.pop(name, None)
os.environ |= {"GOODHANDS_DATA": _scratch, "GOODHANDS_SECRET_KEY": "only for tests", "GOODHANDS_AUDIT_KEY": "of tests"}

from goodhands.config.settings import *  # noqa: E402, F403
from goodhands.config.settings import DATA, DATABASES  # noqa: E402

if VENDOR == "sqlite":
    DATABASES["default"]["TEST"] = {"NAME": DATA / "tests.sqlite3"}  # a file with our pragmas, as in the product

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose; sign-in has a test
