"""Setting up, and `/<company>/settings/`."""

from django.urls import path

from goodhands.foundation.companies import views

app_name = "companies"
urlpatterns = [
    path("set-up/<str:secret>/", views.set_up, name="set_up"),
    path("<slug:company>/settings/", views.change_settings, name="change_settings"),
]
