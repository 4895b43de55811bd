"""Setting up, and `/<company>/settings/` and `/<company>/people/`."""

from django.urls import path

from goodhands.foundation.companies import views

app_name = "companies"
urlpatterns = [
    path("set-up/<str:secret>/", views.set_up, name="set_up"),
    path("companies/start/", views.start_company, name="start_company"),
    path("you/name/", views.change_name, name="change_name"),
    path("<slug:company>/settings/", views.change_settings, name="change_settings"),
    path("<slug:company>/people/", views.people, name="people"),
    path("<slug:company>/people/invite/", views.invite, name="invite"),
    path("<slug:company>/people/<uuid:invitation>/revoke/", views.revoke_invitation, name="revoke_invitation"),
    path("<slug:company>/people/<uuid:member>/role/", views.change_role, name="change_role"),
    path("<slug:company>/people/<uuid:member>/suspend/", views.suspend_member, name="suspend_member"),
    path("<slug:company>/people/<uuid:member>/resume/", views.resume_member, name="resume_member"),
    path("<slug:company>/people/<uuid:member>/remove/", views.remove_member, name="remove_member"),
    path("<slug:company>/join/<str:secret>/", views.invitation, name="invitation"),
    path("<slug:company>/join/<str:secret>/accept/", views.accept_invitation, name="accept_invitation"),
    path("<slug:company>/join/<str:secret>/new/", views.join_as_newcomer, name="join_as_newcomer"),
]
