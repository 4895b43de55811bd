"""An engagement is one outsourcing relationship from need to exit: the spine of everything."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import Owned


class Engagement(Owned):
    """One outsourcing relationship: who does which services for the company, since when."""

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="engagements"
    )
    started_date = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(editable=False)

    findable: ClassVar = ("name", "services_in_words")
    found_at: ClassVar = ("slug",)

    class Meta(Owned.Meta):
        verbose_name = _("engagement")
        constraints = (models.UniqueConstraint(fields=["company", "slug"], name="one_engagement_of_a_slug"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def services_in_words(self) -> str:
        """The names of its services, one after the other."""
        return ", ".join(service.name for service in self.services.all())


class Service(Owned):
    """Something that is outsourced in an engagement, in the company's own words."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="services")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)

    class Meta(Owned.Meta):
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class StageState(models.TextChoices):
    LATER = "later", _("not yet")
    NOW = "now", _("under way")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("skipped")


class StageMark(Owned):
    """How far an engagement has come in one of the ten stages, as its people say."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="marks")
    stage = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=StageState)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["company", "engagement", "stage"], name="one_mark_a_stage"),)

    def __str__(self) -> str:
        return f"{self.stage} {self.state}"
