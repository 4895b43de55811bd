"""How much of what is sent may be written down, before anybody has looked at it?"""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 200 << 20


class Bounded(FileUploadHandler):
    """Stands before the handlers that write: nothing of a stranger's files, and no more than `LARGEST` of one request.

    The rest passes by. What was cut is an empty file with the size that was sent, so that a form can say what is wrong.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seen, self._cut = 0, False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Another file of the same request."""
        super().new_file(*args, **kwargs)
        self._cut = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002 - handlers are called so
        """The chunk, for the handlers that write, or None where it passes by."""
        self._seen += len(raw_data)
        person = getattr(self.request, "user", None)
        self._cut = self._cut or self._seen > LARGEST or person is None or not person.is_authenticated
        return None if self._cut else raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """An empty file in place of one that was cut."""
        if not self._cut:
            return None
        for handler in self.request.upload_handlers if self.request else ():
            if isinstance(begun := getattr(handler, "file", None), TemporaryUploadedFile):
                begun.close()
        return UploadedFile(ContentFile(b""), self.file_name, self.content_type, file_size, self.charset)
