"""The shape of an agreement as it is typed."""

from goodhands.stages.contract.forms.agreement import AgreementForm

__all__ = ["AgreementForm"]
