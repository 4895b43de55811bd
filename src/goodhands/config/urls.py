"""Menu word = URL word = folder: each part brings its own pages, those of a company below its name."""

from django.urls import include, path

handler404 = "goodhands.home.views.not_found"
handler500 = "goodhands.home.views.broken"

urlpatterns = [
    path("ui/", include("goodhands.foundation.ui.urls")),
    path("", include("goodhands.foundation.people.urls")),
    path("", include("goodhands.foundation.companies.urls")),
    path("", include("goodhands.home.registers.urls")),  # before the stages: `operate/outages` is no engagement
    path("<slug:company>/documents/", include("goodhands.foundation.documents.urls")),
    path("<slug:company>/papers/", include("goodhands.foundation.papers.urls")),
    path("<slug:company>/jobs/", include("goodhands.foundation.jobs.urls")),
    path("<slug:company>/calendars/", include("goodhands.foundation.calendars.urls")),
    path("<slug:company>/engagements/", include("goodhands.foundation.engagements.urls")),
    path("<slug:company>/contract/", include("goodhands.stages.contract.urls")),
    path("<slug:company>/operate/", include("goodhands.stages.operate.urls")),
    path("", include("goodhands.home.urls")),
]
