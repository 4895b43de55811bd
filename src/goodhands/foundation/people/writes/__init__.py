"""Letting people in, and what they change about themselves."""

from goodhands.foundation.people.writes.links import LinkSpent, issue_link, use_link, use_sign_in_link
from goodhands.foundation.people.writes.second_step import (
    AlreadyOn,
    WrongCode,
    enter_code,
    make_recovery_codes,
    turn_off_second_step,
    turn_on_second_step,
)
from goodhands.foundation.people.writes.sweeping import sweep
from goodhands.foundation.people.writes.themselves import (
    change_name,
    change_password,
    end_other_sessions,
    end_session,
    join,
)

__all__ = [
    "AlreadyOn", "LinkSpent", "WrongCode", "change_name", "change_password", "end_other_sessions", "end_session",
    "enter_code", "issue_link", "join", "make_recovery_codes", "sweep", "turn_off_second_step", "turn_on_second_step",
    "use_link", "use_sign_in_link",
]  # fmt: skip
