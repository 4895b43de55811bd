"""What was promised. Frozen page objects, and the terms by which a month is judged."""

from goodhands.stages.contract.reads.agreement import AgreementPage, agreement
from goodhands.stages.contract.reads.terms import Agreed, AgreedTerms, agreed, name_of, newest, terms_in_force, versions

__all__ = [
    "Agreed",
    "AgreedTerms",
    "AgreementPage",
    "agreed",
    "agreement",
    "name_of",
    "newest",
    "terms_in_force",
    "versions",
]
