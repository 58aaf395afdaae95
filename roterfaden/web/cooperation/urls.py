from django.urls import path

from roterfaden.web.cooperation import (
    circle,
    entry,
    meetings,
    overview,
    plan,
    records,
    sharing,
    signing,
    situation,
)

app_name = "cooperation"
TOP = "<code:code>/zusammenarbeit/"
MEETING = f"{TOP}gespraech/<uuid:meeting>/"
PLAN = f"{TOP}plan/"
urlpatterns = [
    path(TOP, overview.index, name="index"),
    path(f"{TOP}beginnen/", entry.begin, name="begin"),
    path(f"{TOP}voraussetzungen/", entry.check, name="check"),
    path(f"{TOP}anmelden/", entry.register, name="register"),
    path(f"{TOP}antwort/", entry.decide, name="decide"),
    path(f"{TOP}fallfuehrung/", overview.manage, name="manage"),
    path(f"{TOP}beenden/", overview.end, name="end"),
    path(f"{TOP}kreis/neu/", circle.add, name="add_party"),
    path(f"{TOP}kreis/<uuid:party>/", circle.change, name="change_party"),
    path(f"{TOP}kreis/<uuid:party>/ausscheiden/", circle.leave, name="leave_party"),
    path(f"{TOP}gespraech/neu/", meetings.propose, name="propose"),
    path(MEETING, meetings.detail, name="meeting"),
    path(f"{MEETING}tage/<uuid:party>/", meetings.answer, name="answer"),
    path(f"{MEETING}festlegen/", meetings.fix, name="fix"),
    path(f"{MEETING}absagen/", meetings.cancel, name="cancel"),
    path(f"{MEETING}frage/", meetings.ask, name="ask"),
    path(f"{MEETING}offene-fragen/", meetings.build_agenda, name="build_agenda"),
    path(f"{MEETING}frage/<uuid:question>/", meetings.settle, name="settle"),
    path(f"{MEETING}frage/<uuid:question>/streichen/", meetings.drop_question, name="drop_question"),
    path(f"{MEETING}anwesenheit/", records.seats, name="seats"),
    path(f"{MEETING}notizen/", records.notes, name="notes"),
    path(f"{MEETING}niederschrift/", records.minutes, name="minutes"),
    path(f"{MEETING}niederschrift/<str:ending>/", records.minutes_file, name="minutes_file"),
    path(f"{TOP}situation/", situation.index, name="situation"),
    path(f"{TOP}situation/neu/", situation.add, name="add_finding"),
    path(f"{TOP}situation/<uuid:finding>/", situation.change, name="change_finding"),
    path(f"{TOP}situation/<uuid:finding>/streichen/", situation.remove, name="remove_finding"),
    path(PLAN, plan.draft, name="plan"),
    path(f"{PLAN}zeile/<str:part>/", plan.add_line, name="add_line"),
    path(f"{PLAN}zeile/<str:part>/<str:line>/", plan.change_line, name="change_line"),
    path(f"{PLAN}zeile/<str:part>/<str:line>/streichen/", plan.remove_line, name="remove_line"),
    path(f"{PLAN}vorlegen/", plan.issue, name="issue"),
    path(f"{PLAN}schritt/<uuid:step>/", plan.step, name="step"),
    path(f"{PLAN}fassung/<int:nth>/", signing.version, name="version"),
    path(f"{PLAN}fassung/<int:nth>/wort/<uuid:party>/", signing.sign, name="sign"),
    path(f"{PLAN}unterschrift/<uuid:signature>/", signing.scan, name="scan"),
    path(f"{TOP}weitergeben/<str:what>/", sharing.share, name="share"),
    path(f"{TOP}runde/<uuid:round>/hinausgeben/", sharing.let_out, name="let_out"),
]
