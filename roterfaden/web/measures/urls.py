from django.urls import path

from roterfaden.web.measures import agreements, concepts, groups, hours, records, support, views

app_name = "measures"
CASE = "faelle/<code:code>/massnahmen/"
ONE = CASE + "<uuid:carried>/"
urlpatterns = [
    path(CASE, views.index, name="index"),
    path(CASE + "neu/", views.add, name="add"),
    path(ONE, views.detail, name="detail"),
    path(ONE + "aendern/", views.change, name="change"),
    path(ONE + "beginnen/", views.begin, name="begin"),
    path(ONE + "beenden/", views.end, name="end"),
    path(ONE + "bescheinigung.pdf", records.certificate, name="certificate"),
    path(ONE + "woche/<int:week>/", hours.week, name="week"),
    path(ONE + "stunden/", hours.record, name="hours"),
    path(ONE + "stunden/<uuid:hours>/streichen/", hours.strike, name="strike"),
    path(ONE + "ziel/", agreements.goal, name="goal"),
    path(ONE + "ziel/<uuid:goal>/", agreements.change_goal, name="change_goal"),
    path(ONE + "ziel/<uuid:goal>/auswerten/", agreements.judge, name="judge"),
    path(ONE + "stufenplan/", agreements.step_plan, name="step_plan"),
    path(ONE + "zustimmung/<slug:agreed>/", agreements.agree, name="agree"),
    path(ONE + "abrechnen/", records.claim, name="claim"),
    path(ONE + "aufzeichnung/<slug:recorded>/", records.add, name="record"),
    path(ONE + "aufzeichnung/<uuid:record>/aendern/", records.change, name="change_record"),
    path("faelle/<code:code>/unterstuetzung/<slug:supported>/neu/", support.begin, name="begin_support"),
    path("faelle/<code:code>/unterstuetzung/<uuid:support>/", support.change, name="support"),
    path("konzepte/", concepts.index, name="concepts"),
    path("konzepte/<slug:service>/<slug:measured>/", concepts.detail, name="concept"),
    path("konzepte/<slug:service>/<slug:measured>/neu/", concepts.write, name="write_concept"),
    path("gruppen/", groups.index, name="groups"),
    path("gruppen/neu/", groups.add, name="add_group"),
    path("gruppen/<uuid:training>/", groups.detail, name="group"),
]
