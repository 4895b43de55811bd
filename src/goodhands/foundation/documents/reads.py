"""What is in a stored file?"""

import hashlib
from pathlib import Path
from uuid import UUID

from django.conf import settings

from goodhands.foundation.documents.models import Document


class Damaged(Exception):
    """A stored file is missing or is not what was handed in."""


def document(key: UUID) -> Document:
    """A document of the company in view; Document.DoesNotExist where there is none."""
    found: Document = Document.objects.get(pk=key)
    return found


def content(stored: Document) -> bytes:
    """The bytes of a document, checked against its hash; Damaged where they differ."""
    try:
        data = (Path(settings.FILES) / stored.path).read_bytes()
    except OSError as error:
        raise Damaged(f"The stored file “{stored.name}” cannot be read: {error.strerror}") from None
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Damaged(f"The stored file “{stored.name}” is not what was handed in any more")
    return data
