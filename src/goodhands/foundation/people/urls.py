"""Coming in and going out."""

from django.urls import path

from goodhands.foundation.people import views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-in/<str:secret>/", views.sign_in_link, name="sign_in_link"),
    path("sign-in/<str:secret>/use/", views.use_sign_in_link, name="use_sign_in_link"),
]
