"""The gallery of components, `/ui/`."""

from django.urls import path

from goodhands.foundation.ui import views

app_name = "ui"
urlpatterns = [path("", views.gallery, name="gallery")]
