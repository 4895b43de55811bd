"""A company, how it writes numbers, dates and money, and who may do what in it."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import STANDING, Owned, Removable


class DateStyle(models.TextChoices):
    WORDS = "words", _("30 Nov 2026")
    WORDS_MONTH_FIRST = "words_month_first", _("Nov 30, 2026")
    SLASHES = "slashes", _("30/11/2026")
    DOTS = "dots", _("30.11.2026")
    SLASHES_MONTH_FIRST = "slashes_month_first", _("11/30/2026")
    YEAR_FIRST = "year_first", _("2026-11-30")


class NumberStyle(models.TextChoices):
    COMMA_POINT = "comma_point", "1,234.56"
    POINT_COMMA = "point_comma", "1.234,56"
    SPACE_COMMA = "space_comma", "1 234,56"
    APOSTROPHE_POINT = "apostrophe_point", "1’234.56"


class Paper(models.TextChoices):
    A4 = "a4", "A4"
    LETTER = "letter", "Letter"


class Delimiter(models.TextChoices):
    COMMA = ",", _("comma")
    SEMICOLON = ";", _("semicolon")


class Company(models.Model):
    """The small business whose data this is. Whatever belongs to it is reached through `owned.Owned`.

    An `example` is invented, is seen by the one person who opened it, and may be deleted with all that is in it, its
    record included. It is born one: the walls let nothing become an example that was none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=60)
    date_style = models.CharField(max_length=20, choices=DateStyle)
    number_style = models.CharField(max_length=20, choices=NumberStyle)
    paper = models.CharField(max_length=10, choices=Paper)
    delimiter = models.CharField(max_length=1, choices=Delimiter)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, editable=False)
    example = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("company")

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What somebody is in a company; what each may do stands in `access.MAY`."""

    OWNER = "owner", _("owner")
    MANAGER = "manager", _("manager")
    MEMBER = "member", _("member")
    VIEWER = "viewer", _("viewer")
    ADVISER = "adviser", _("adviser")


class MembershipState(models.TextChoices):
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")


class Membership(models.Model):
    """What a person may do in a company. Read before any company is in view, and only ever by person and company."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="memberships")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    state = models.CharField(max_length=10, choices=MembershipState, default=MembershipState.ACTIVE)

    findable: ClassVar = ("person.name", "person.email")
    found_at: ClassVar = ()

    class Meta:
        verbose_name = _("person")
        constraints = (models.UniqueConstraint(fields=["person", "company"], name="one_role_in_a_company"),)

    def __str__(self) -> str:
        return self.person.name


class Invitation(Owned):
    """A link by which somebody with this address gets a role in the company. Only the hash of its secret is kept."""

    digest = models.CharField(max_length=64)
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        verbose_name = _("invitation")
        constraints = (models.UniqueConstraint(fields=["company", "digest"], name="one_invitation_a_secret"),)
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.email


class StaffMember(Removable):
    """Somebody who works in the company, whether or not she ever signs in here."""

    name = models.CharField(_("Name"), max_length=120)
    email = models.EmailField(_("E-mail at work"), blank=True)
    work = models.CharField(_("Work"), max_length=120, blank=True)
    place = models.CharField(_("Place"), max_length=120, blank=True)
    joined_date = models.DateField(_("Since"), null=True, blank=True)
    left_date = models.DateField(_("Left on"), null=True, blank=True, help_text=_("The last day, once it is known."))

    findable: ClassVar = ("name", "work", "email", "place")

    class Meta(Removable.Meta):
        verbose_name = _("staff member")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "email"], condition=STANDING & ~models.Q(email=""), name="one_staff_member_an_email"
            ),
        )
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FormerMember(Owned):
    """Somebody who belonged to the company where it was before it was brought here; she may do nothing here."""

    name = models.CharField(max_length=120)
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role)

    class Meta(Owned.Meta):
        verbose_name = _("former member")
        constraints = (models.UniqueConstraint(fields=["company", "email"], name="one_former_member_an_address"),)
        ordering = ("name", "email")

    def __str__(self) -> str:
        return self.name
