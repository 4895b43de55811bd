"""Help on each stage, in words for an owner: what it is for, how to begin, what usually goes wrong.

A page has 250 words at most, and a test counts them. A remark without a source is ordinary practice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Pitfall:
    """What usually goes wrong, what helps, and where the figures in it come from."""

    words: Text
    source: Text = ""


@dataclass(frozen=True, slots=True)
class HelpText:
    """The help on a stage. `first_step` is blank where its pages are not built yet; `words` are keys of `ui.words`."""

    purpose: Text
    pitfalls: Sequence[Pitfall]
    words: Sequence[str]
    first_step: Text = ""


ASSESS = HelpText(
    _("Before you call anybody, find out which pieces of your IT should be done outside and which should stay. What "
      "customers choose you for, and what only you know, usually stays. What needs skills, hours or cover that you do "
      "not have usually goes."),
    (
        Pitfall(
            _("Doing it yourself is reckoned at wages alone. In US firms of up to 49 people, taxes, leave and other "
              "benefits add 35 % to wages."),
            _("US Bureau of Labor Statistics, Employer Costs for Employee Compensation, March 2026, table 6"),
        ),
        Pitfall(_("Everything is handed over at once. Decide service by service, and settle what is doubtful with a "
                  "pilot.")),
        Pitfall(_("Nobody in the business looks after the provider. Name one person first.")),
    ),
    ("service", "provider", "engagement", "on-cost", "pilot"),
)  # fmt: skip

SELECT = HelpText(
    _("Compare providers fairly: the same questions for all of them, deal-breakers before points, evidence before "
      "promises. Then see how sure the winner is."),
    (
        Pitfall(_("Weights are set once the offers are read, and follow the favourite. Set them before you open any.")),
        Pitfall(_("One person scores alone. Let two score apart, and talk wherever they differ by 2 of 5 points or "
                  "more.")),
        Pitfall(_("Promises are believed. An answer without evidence earns 2 of 5 points at most.")),
        Pitfall(_("The winner leads by a hair. Move each weight by 5 points of 100; if another one wins, try it out on "
                  "a small piece first.")),
    ),
    ("criterion", "weight", "deal-breaker", "provider", "pilot"),
)  # fmt: skip

CONTRACT = HelpText(
    _("Here stands what was promised, in numbers: how fast, for which tickets, for which share of them, in which "
      "hours, and what is owed for a bad month. Every verdict rests on it. Where terms change, a new version begins in "
      "a month of your choice, and the old one stays."),
    (
        Pitfall(_("Only answers are promised, not solutions; or “best efforts”, which nobody can measure.")),
        Pitfall(_("The contract renews by itself unless notice is given 90 days or more before. Write the day down.")),
        Pitfall(_("You see slides and no tickets. Ask for an export every month, with all times and the reasons for "
                  "pauses.")),
    ),
    ("agreement", "service-level", "agreed-hours", "limit", "target", "credit"),
    _("Open the agreement of an engagement and write down what was promised."),
)  # fmt: skip

COMMUNICATE = HelpText(
    _("Agree who talks with whom, how often, and whom to call on a bad day, before the bad day comes. A few fixed "
      "meetings and one list of names save most of the trouble."),
    (
        Pitfall(
            _("Hours in common are counted once. With office hours of 9 to 17, Berlin and New York share two in "
              "January, and three for some weeks in March, when one has changed its clocks and the other has not."),
            _("time zone data of IANA"),
        ),
        Pitfall(_("A problem stays with whoever has it. Agree on levels: in an urgent case without progress, the team "
                  "lead after one hour, the director after four.")),
        Pitfall(_("The list of numbers lies on the system that is down. Print it.")),
    ),
    ("escalation", "incident", "priority", "provider"),
)  # fmt: skip

PILOT = HelpText(
    _("Try a provider on a small piece before you hand over the whole. Write down beforehand what has to happen, how "
      "it is measured, and what ends the pilot at once. Afterwards you only compare."),
    (
        Pitfall(_("Too little happens to tell anything. The pilot of a help desk takes about six weeks and at least 30 "
                  "real tickets.")),
        Pitfall(_("The terms are written once the result is known, and fit it.")),
        Pitfall(_("A warning is explained away. Lost data, shared logins or a two-step sign-in that is switched off "
                  "end a pilot, whatever its score.")),
    ),
    ("pilot", "ticket", "target", "could-be-chance", "two-step-sign-in"),
)  # fmt: skip

OPERATE = HelpText(
    _("Month by month the provider's own tickets are held against what was promised. You see what was kept and what "
      "was not, how sure that is, and what is owed to you. Every figure leads to its tickets, and every ticket to the "
      "minutes on its clock."),
    (
        Pitfall(_("Tickets wait “for the customer” while the clock stands still. Look at the time with pauses, too.")),
        Pitfall(
            _("A few tickets are taken for a trend. With 19 of 20 in time, the true share lies between 76 and 99 %."),
            _("Wilson interval, 95 % confidence"),
        ),
        Pitfall(_("Open tickets are left out. One that is past its limit is missed already.")),
        Pitfall(_("Everything is kept and people are unhappy all the same. Ask them as well.")),
    ),
    ("attainment", "kept", "could-be-chance", "pause", "gross", "net"),
    _("Open the months of an engagement. Where there are none yet, you are asked for the ticket export of the help "
      "desk."),
)  # fmt: skip

SCALE = HelpText(
    _("What you need and what you pay for drift apart. Compare the two, and know what you can add or drop, at which "
      "price, and by which day you have to say so."),
    (
        Pitfall(_("The least you pay only ever rises. Agree on capacity bands, with 30 days to change between them and "
                  "at least 20 % less without a fee.")),
        Pitfall(_("Prices go up by e-mail. Agree on once a year, within a bound, told 90 days before.")),
        Pitfall(_("Extras stand on the bill that nobody ordered. Nothing extra without your written yes before the "
                  "work.")),
    ),
    ("capacity-band", "notice", "service", "agreement"),
)  # fmt: skip

SECURE = HelpText(
    _("A provider holds keys to your business. Keep track of who can enter what, ask for evidence, and have a plan for "
      "the day on which something happens."),
    (
        Pitfall(
            _("The law counts from the moment you know. In the EU and the UK the authority is to hear of a breach of "
              "personal data within 72 hours, unless a risk to people is unlikely. Have your provider promise you "
              "24."),
            _("GDPR and UK GDPR, article 33; ask a lawyer what holds for you"),
        ),
        Pitfall(_("Old access stays open. Look through it every three months; that of a leaver ends within 24 hours.")),
        Pitfall(_("Backups are made and never tried out. Do so every three months.")),
    ),
    ("incident", "two-step-sign-in", "owner-login", "restore-test"),
)  # fmt: skip

REVIEW = HelpText(
    _("Meet regularly, look at the same figures, write down who does what by when, and begin the next meeting with "
      "that list. So small things get better before they become reasons to leave."),
    (
        Pitfall(_("Every promise is kept and people are unhappy. Where 95 % of tickets are in time and fewer than 80 % "
                  "of people content, ask why.")),
        Pitfall(
            _("Every wobble is discussed. Six months show first bounds of what is usual, twelve show firm ones."),
            _("D. J. Wheeler, Understanding Variation, 1993"),
        ),
        Pitfall(_("The yearly review comes too late to leave. Hold it 120 days before notice has to be given.")),
    ),
    ("review", "action", "scorecard", "attainment", "notice"),
)  # fmt: skip

EXIT = HelpText(
    _("Keep ready what it takes to leave, from the first day on. Who can leave need not, and is listened to. Who does "
      "leave should do it cleanly: data back, access closed, both in writing."),
    (
        Pitfall(_("Domains, licences and owner logins are in the provider's name. Have them changed to yours while all "
                  "is well.")),
        Pitfall(_("Nobody reckons with two bills. Expect one to two months in which the old and the new provider are "
                  "paid.")),
        Pitfall(_("Old access outlives the goodbye. Let a second person watch for 30 days that nothing signs in any "
                  "more.")),
    ),
    ("exit-plan", "handover", "owner-login", "notice"),
)  # fmt: skip

HELP = {
    "assess": ASSESS, "select": SELECT, "contract": CONTRACT, "communicate": COMMUNICATE, "pilot": PILOT,
    "operate": OPERATE, "scale": SCALE, "secure": SECURE, "review": REVIEW, "exit": EXIT,
}  # fmt: skip
"""The help on each stage by its key."""
