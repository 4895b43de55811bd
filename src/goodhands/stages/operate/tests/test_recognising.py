"""What is proposed for a file is what a careful person would say, never in the provider's favour."""

import pytest

from goodhands.stages.operate.rules.recognising import propose_kind


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Replied", "responded"), ("Agent replied", "responded"), ("Customer replied", ""), ("Requester replied", ""),
        ("Take in charge ticket", "responded"), ("Awaiting Vendor", "paused"), ("Resolve ticket", "resolved"),
        ("Closed", "closed"), ("Assigned", ""), ("Opened", ""), ("Gelöst", "resolved"), ("In Bearbeitung", "responded"),
        ("Wartet auf Kunde", "paused"), ("Geschlossen", "closed"), ("Résolu", "resolved"), ("En attente du client", "paused"),
        ("Fermé", "closed"), ("En cours", "responded"), ("Resuelta", "resolved"), ("En espera", "paused"),
        ("Cerrado", "closed"), ("Opgelost", "resolved"), ("In behandeling", "responded"), ("Gesloten", "closed"),
        ("Ungelöst", ""), ("Zugewiesen", ""), ("Nouveau", ""),
    ],
)  # fmt: skip
def test_a_kind_is_proposed_for_what_an_event_plainly_says(value: str, kind: str) -> None:
    assert propose_kind(value) == kind
