"""The referee, below `/<company>/operate/`."""

from django.urls import path

from goodhands.stages.operate import views

app_name = "operate"
urlpatterns = [path("<slug:engagement>/", views.months, name="months")]
