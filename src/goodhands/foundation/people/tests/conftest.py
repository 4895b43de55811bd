"""Ana, who has a company, and the code that her telephone would show."""

from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.people import writes
from goodhands.foundation.people.models import Person

PASSWORD = "four words in a row"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"


def now() -> datetime:
    return datetime.now(UTC)


def code_at(at: datetime, secret: str = SECRET) -> str:
    """What an authenticator app shows at an instant."""
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def signs_in(client: Client, password: str = PASSWORD, email: str = "ana@example.org", **more: Any) -> Any:
    return client.post("/sign-in/", {"email": email, "password": password}, **more)


@pytest.fixture
def ana(db: None) -> Person:
    person = writes.join(name="Ana Finch", email="ana@example.org", password=PASSWORD, at=now())
    companies.start_company(name="Alder & Finch", country="PT", timezone="Europe/Lisbon", by=person, at=now())
    return person
