"""Providers, below `/<company>/providers/`."""

from django.urls import path

from goodhands.foundation.providers import views

app_name = "providers"
urlpatterns = [
    path("", views.providers, name="providers"),
    path("add/", views.add_provider, name="add_provider"),
    path("<uuid:provider>/", views.change_provider, name="change_provider"),
    path("<uuid:provider>/remove/", views.remove_provider, name="remove_provider"),
]
