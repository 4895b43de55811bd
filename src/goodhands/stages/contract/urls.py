"""What was promised, below `/<company>/contract/`."""

from django.urls import path

from goodhands.stages.contract import views

app_name = "contract"
urlpatterns = [
    path("<slug:engagement>/", views.agreement, name="agreement"),
    path("<slug:engagement>/agree/", views.agree, name="agree"),
    path("<slug:engagement>/propose/", views.propose, name="propose"),
    path("<slug:engagement>/drop-proposal/", views.drop_proposal, name="drop_proposal"),
    path("<slug:engagement>/withdraw-version/", views.withdraw_version, name="withdraw_version"),
]
