"""Files, below `/<company>/documents/`."""

from django.urls import path

from goodhands.foundation.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("hand-in/", views.hand_in, name="hand_in"),
    path("<uuid:key>/", views.document, name="document"),
    path("<uuid:key>/preview/", views.preview, name="preview"),
    path("<uuid:key>/pages/<int:page>/", views.picture, name="picture"),
    path("<uuid:key>/remove/", views.remove_document, name="remove_document"),
]
