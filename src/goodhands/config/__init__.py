"""How the parts are put together: settings, URLs, the server's entry.

The SQLite that comes with the system may be one that can corrupt its log when two connections write at once (3.7.0 to
3.51.2), so our own is put in its place here, before the framework or anything else can import the other.
"""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
