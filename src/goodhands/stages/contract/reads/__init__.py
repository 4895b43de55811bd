"""What was promised. Frozen page objects, and the terms by which a month is judged."""

from goodhands.stages.contract.reads.agreement import AgreementPage, agreement
from goodhands.stages.contract.reads.terms import (
    Agreed,
    AgreedTerms,
    agreed,
    at_hand,
    mark_of,
    name_of,
    newest,
    proposal,
    proposed,
    terms_in_force,
    versions,
)

__all__ = [
    "Agreed",
    "AgreedTerms",
    "AgreementPage",
    "agreed",
    "agreement",
    "at_hand",
    "mark_of",
    "name_of",
    "newest",
    "proposal",
    "proposed",
    "terms_in_force",
    "versions",
]
