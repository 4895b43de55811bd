"""The one writer of tables for spreadsheet programs: in the company's own form, and never a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from goodhands.foundation.isolation import scope

_FORMULA = re.compile(r"[\s\0]*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def csv_response(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A table as a download, with the company's delimiter; begins with a mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    write_table(out, rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def write_table(out: IO[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as they come, none of them held."""
    writer = csv.writer(out, delimiter=scope.current().delimiter, lineterminator="\r\n")
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def harmless(cell: str) -> str:
    """A text that no spreadsheet program takes for a formula: an apostrophe goes before what would begin one."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
