"""Work in the background, below `/<company>/jobs/`."""

from django.urls import path

from goodhands.foundation.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<uuid:job>/cancel/", views.cancel_job, name="cancel_job"),
    path("<uuid:job>/try-again/", views.try_again, name="try_again"),
]
