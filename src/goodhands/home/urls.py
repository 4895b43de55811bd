"""The front door, Today, and the page of an engagement."""

from django.urls import path

from goodhands.home import views
from goodhands.home.example import views as example

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("companies/", views.companies, name="companies"),
    path("companies/bring/", views.bring_company, name="bring_company"),
    path("companies/bring/look/", views.import_company, name="import_company"),
    path("<slug:company>/", views.today, name="today"),
    path("<slug:company>/archive/", views.archive_company, name="archive_company"),
    path("<slug:company>/archive/take-out/", views.take_out_of_archive, name="take_out_of_archive"),
    path("<slug:company>/export/", views.export_company, name="export_company"),
    path("<slug:company>/bin/", views.things_in_the_bin, name="things_in_the_bin"),
    path("<slug:company>/bin/<uuid:thing>/put-back/", views.put_back, name="put_back"),
    path("<slug:company>/search/", views.search, name="search"),
    path("<slug:company>/example/open/", example.open_example, name="open_example"),
    path("<slug:company>/example/clear/", example.clear_example, name="clear_example"),
    path("<slug:company>/help/", views.help_pages, name="help_pages"),
    path("<slug:company>/help/<slug:stage>/", views.help_page, name="help_page"),
    path("<slug:company>/glossary/", views.glossary, name="glossary"),
    path("<slug:company>/history/", views.history, name="history"),
    path("<slug:company>/history/<uuid:about>/", views.history_of, name="history_of"),
    path("<slug:company>/engagements/<slug:engagement>/", views.engagement, name="engagement"),
    path("<slug:company>/stages/<slug:stage>/<slug:engagement>/mark/", views.mark_stage, name="mark_stage"),
    path("<slug:company>/stages/<slug:stage>/<slug:engagement>/", views.stage, name="stage"),
]
