"""The one door out: every call to another machine goes through here."""
