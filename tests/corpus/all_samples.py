"""All samples, and what was kept of them."""

from functools import cache

from tests.corpus import Sample, office, papers, pictures, texts


@cache
def samples() -> tuple[Sample, ...]:
    """Every sample; some are large, so they are made once and when they are asked for."""
    return (*pictures.samples(), *papers.samples(), *office.samples(), *texts.samples())


def kept() -> list[Sample]:
    """What may be kept."""
    return [sample for sample in samples() if sample.kept]
