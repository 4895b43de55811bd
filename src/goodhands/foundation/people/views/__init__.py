"""Coming in and going out, and your own page."""

from goodhands.foundation.people.views.coming_in import (
    enter_code,
    sign_in,
    sign_in_and_go_on,
    sign_in_link,
    sign_out,
    use_sign_in_link,
)
from goodhands.foundation.people.views.second_step import make_recovery_codes, turn_off_second_step, turn_on_second_step
from goodhands.foundation.people.views.waiting import link_spent
from goodhands.foundation.people.views.you import change_password, end_other_sessions, end_session, you

__all__ = [
    "change_password", "end_other_sessions", "end_session", "enter_code", "link_spent",
    "make_recovery_codes", "sign_in", "sign_in_and_go_on", "sign_in_link", "sign_out", "turn_off_second_step",
    "turn_on_second_step", "use_sign_in_link", "you",
]  # fmt: skip
