"""Setting up, settings, and who belongs to a company."""

from goodhands.foundation.companies.views.coming_in import accept_invitation, invitation, join_as_newcomer
from goodhands.foundation.companies.views.people import (
    change_role,
    invite,
    people,
    remove_member,
    resume_member,
    revoke_invitation,
    suspend_member,
)
from goodhands.foundation.companies.views.settings import change_name, change_settings, set_up, start_company

__all__ = [
    "accept_invitation", "change_name", "change_role", "change_settings", "invitation", "invite", "join_as_newcomer",
    "people", "remove_member", "resume_member", "revoke_invitation", "set_up", "start_company", "suspend_member",
]  # fmt: skip
