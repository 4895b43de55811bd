"""The referee, below `/<company>/operate/`."""

from django.urls import path

from goodhands.stages.operate import views

app_name = "operate"
urlpatterns = [
    path("<slug:engagement>/", views.months, name="months"),
    path("<slug:engagement>/month/<str:month>/", views.scorecard, name="scorecard"),
    path("<slug:engagement>/month/<str:month>/differences/", views.differences, name="differences"),
    path("<slug:engagement>/month/<str:month>/pauses/", views.pauses, name="pauses"),
    path("<slug:engagement>/at-risk/", views.at_risk, name="at_risk"),
    path("<slug:engagement>/backlog/", views.backlog, name="backlog"),
    path("<slug:engagement>/measures/", views.measures, name="measures"),
    path("<slug:engagement>/measures/<uuid:measure>/", views.measure, name="measure"),
    path("<slug:engagement>/dry-run/", views.dry_run, name="dry_run"),
    path("<slug:engagement>/policies/", views.policies, name="policies"),
    path("<slug:engagement>/policies/effects/", views.policy_effects, name="policy_effects"),
    path("<slug:engagement>/satisfaction/", views.satisfaction, name="satisfaction"),
    path("<slug:engagement>/changed/", views.changed, name="changed"),
    path("<slug:engagement>/priorities/", views.priorities, name="priorities"),
    path("<slug:engagement>/tickets/", views.tickets, name="tickets"),
    path("<slug:engagement>/tickets.csv", views.tickets_csv, name="tickets_csv"),
    path("<slug:engagement>/tickets/<path:number>/", views.ticket, name="ticket"),
    path("<slug:engagement>/excuse/<str:metric>/<path:number>/", views.excuse_miss, name="excuse_miss"),
    path("<slug:engagement>/excuses/<uuid:excuse>/withdraw/", views.withdraw_excuse, name="withdraw_excuse"),
    path("<slug:engagement>/excuses/<uuid:excuse>/put-back/", views.put_back_excuse, name="put_back_excuse"),
    path("<slug:engagement>/reply/<path:number>/", views.add_reply, name="add_reply"),
    path("<slug:engagement>/recurring/", views.recurring, name="recurring"),
    path("<slug:engagement>/recurring/undo/<uuid:choice>/", views.undo_trouble_choice, name="undo_trouble_choice"),
    path("<slug:engagement>/recurring/<slug:trouble>/", views.trouble, name="trouble"),
    path("<slug:engagement>/recurring/<slug:trouble>/dismiss/", views.dismiss_trouble, name="dismiss_trouble"),
    path("<slug:engagement>/recurring/<slug:trouble>/merge/", views.merge_trouble, name="merge_trouble"),
    path("<slug:engagement>/by-hand/add/", views.add_ticket, name="add_ticket"),
    path("<slug:engagement>/by-hand/<uuid:by_hand>/", views.change_ticket, name="change_ticket"),
    path("<slug:engagement>/by-hand/<uuid:by_hand>/remove/", views.remove_ticket, name="remove_ticket"),
    path("<slug:engagement>/by-hand/<uuid:by_hand>/put-back/", views.put_back_ticket, name="put_back_ticket"),
    path("<slug:engagement>/imports/", views.imports, name="imports"),
    path("<slug:engagement>/imports/upload/", views.upload_tickets, name="upload_tickets"),
    path("<slug:engagement>/imports/<uuid:source>/", views.import_tickets, name="import_tickets"),
    path("<slug:engagement>/imports/<uuid:source>/progress/", views.importing, name="importing"),
    path("<slug:engagement>/imports/<uuid:source>/problems.csv", views.import_problems, name="import_problems"),
    path("<slug:engagement>/imports/<uuid:source>/undo/", views.undo_import, name="undo_import"),
    path("<slug:engagement>/imports/<uuid:source>/redo/", views.redo_import, name="redo_import"),
    path("<slug:engagement>/imports/<uuid:source>/read-again/", views.read_again, name="read_again"),
    path("<slug:engagement>/imports/<uuid:source>/remove/", views.remove_draft, name="remove_draft"),
]
