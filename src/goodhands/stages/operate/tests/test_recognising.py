"""What is proposed for a file is what a careful person would say, never in the provider's favour."""

import pytest

from goodhands.stages.operate.rules.recognising import propose_kind


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Replied", "responded"), ("Agent replied", "responded"), ("Customer replied", ""), ("Requester replied", ""),
        ("Take in charge ticket", "responded"), ("Awaiting Vendor", "paused"), ("Resolve ticket", "resolved"),
        ("Closed", "closed"), ("Assigned", ""), ("Opened", ""),
    ],
)  # fmt: skip
def test_a_kind_is_proposed_for_what_an_event_plainly_says(value: str, kind: str) -> None:
    assert propose_kind(value) == kind
