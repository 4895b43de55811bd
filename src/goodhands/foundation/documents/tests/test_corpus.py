"""What becomes of every file that somebody might hand in?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodhands.foundation.documents.inspection import inspected
from goodhands.foundation.rules.sentences import Refused
from tests.corpus import Sample
from tests.corpus.all_samples import kept, samples


class Sent(SimpleUploadedFile):
    """A file with the very name that a browser sent, whatever the framework would make of it."""

    def __init__(self, sample: Sample) -> None:
        super().__init__("x", sample.data)
        self._name = sample.name


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name[:40].encode("ascii", "replace").decode())
def test_every_file_is_kept_as_what_it_is_or_refused_with_one_sentence(sample: Sample) -> None:
    if sample.kept:
        found = inspected(Sent(sample))
        assert (found.kind.key, found.name) == (sample.kept, sample.called or sample.name)
    else:
        with pytest.raises(Refused) as refusal:
            inspected(Sent(sample))
        assert str(refusal.value) == sample.refused


def test_there_are_enough_of_them_and_each_kind_is_among_them() -> None:
    from goodhands.foundation.documents.kinds import KINDS

    assert len(samples()) >= 60
    assert {sample.kept for sample in kept()} == set(KINDS)
    assert len({sample.name for sample in samples()}) == len(samples())
