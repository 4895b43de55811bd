"""What was promised. Frozen page objects, and the terms by which a month is judged."""

from goodhands.stages.contract.reads.agreement import AgreementPage, agreement
from goodhands.stages.contract.reads.terms import AgreedTerms, terms_in_force, versions

__all__ = ["AgreedTerms", "AgreementPage", "agreement", "terms_in_force", "versions"]
