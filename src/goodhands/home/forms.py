"""The shape of what is handed in for a whole company."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.documents.uploads import LARGEST


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("Export of a company"), widget=forms.FileInput(attrs={"accept": ".zip,application/zip"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = gettext("The ZIP file as it was exported, up to {n} MB.")
        self.fields["file"].help_text = sentence.format(n=LARGEST >> 20)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            sentence = gettext("This file has {n} MB. Whoever looks after this machine can bring it in with "
                               "`goodhands import-company`.")  # fmt: skip
            raise forms.ValidationError(sentence.format(n=file.size >> 20))
        return file
