"""Coming in and going out, and your own page."""

from django.urls import path

from goodhands.foundation.people import views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.enter_code, name="enter_code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-in/<str:secret>/", views.sign_in_link, name="sign_in_link"),
    path("sign-in/<str:secret>/use/", views.use_sign_in_link, name="use_sign_in_link"),
    path("you/", views.you, name="you"),
    path("you/password/", views.change_password, name="change_password"),
    path("you/second-step/", views.turn_on_second_step, name="turn_on_second_step"),
    path("you/second-step/off/", views.turn_off_second_step, name="turn_off_second_step"),
    path("you/recovery-codes/", views.make_recovery_codes, name="make_recovery_codes"),
    path("you/sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
    path("you/sessions/<str:session>/end/", views.end_session, name="end_session"),
]
