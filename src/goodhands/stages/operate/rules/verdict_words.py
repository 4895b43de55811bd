"""In which words do help desks say whether a ticket was in time?"""

from collections.abc import Mapping

_MET = (
    "true", "met", "yes", "within sla", "in sla",
    "ja", "wahr", "eingehalten", "sla eingehalten", "innerhalb sla", "innerhalb des sla",
    "oui", "vrai", "respecté", "sla respecté", "dans les délais",
    "sí", "si", "verdadero", "cumplido", "sla cumplido", "dentro del sla",
    "waar", "gehaald", "sla gehaald", "binnen sla",
)  # fmt: skip
_MISSED = (
    "false", "missed", "no", "sla violated", "violated", "breached",
    "nein", "falsch", "verletzt", "sla verletzt", "nicht eingehalten",
    "non", "faux", "non respecté", "sla non respecté", "hors délai",
    "falso", "incumplido", "sla incumplido", "fuera del sla",
    "nee", "onwaar", "niet gehaald", "sla niet gehaald", "buiten sla",
)  # fmt: skip

VERDICT_WORDS: Mapping[str, int] = {**dict.fromkeys(_MET, 1), **dict.fromkeys(_MISSED, 0)}
"""From a word without capitals, in five languages, to 1 (met) or 0 (missed)."""
