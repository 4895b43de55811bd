"""The shape of what is handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.documents.inspection import Inspected, inspected
from goodhands.foundation.rules.sentences import Refused, retold


class HandInForm(forms.Form):
    """A file that may be kept; what is clean is `Inspected`."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_(
            "PDF up to 50 MB; pictures (PNG, JPEG, WebP, GIF) and office files (XLSX, ODS, DOCX, ODT) up to 20 MB; "
            "text and tables (TXT, CSV, JSON) up to 50 MB."
        ),
    )

    def clean_file(self) -> Inspected:
        """The file with what it was found to be."""
        sent: Any = self.cleaned_data["file"]
        try:
            return inspected(sent)
        except Refused as refused:
            sentence = retold(refused.sentence, gettext)
            raise forms.ValidationError(gettext("{what}. Nothing was kept.").format(what=sentence)) from None
