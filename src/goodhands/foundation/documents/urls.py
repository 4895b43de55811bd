"""Stored files, below `/<company>/documents/`."""

from django.urls import path

from goodhands.foundation.documents import views

app_name = "documents"
urlpatterns = [path("<uuid:key>/", views.document, name="document")]
