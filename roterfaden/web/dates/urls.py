"""Addresses of what has a date in a case."""

from django.urls import path

from roterfaden.web.dates import appointments, deadlines, follow_ups, page, rules

HOME = "<code:code>/termine/"
APPOINTMENT = f"{HOME}<uuid:appointment>/"
DEADLINE = f"{HOME}frist/<uuid:deadline>/"
FOLLOW_UP = f"{HOME}wiedervorlage/<uuid:follow_up>/"

app_name = "dates"
urlpatterns = [
    path(HOME, page.index, name="index"),
    path(f"{HOME}neu/", appointments.add_appointment, name="add_appointment"),
    path(f"{HOME}frist/neu/", deadlines.add_deadline, name="add_deadline"),
    path(f"{HOME}wiedervorlage/neu/", follow_ups.add_follow_up, name="add_follow_up"),
    path(APPOINTMENT, appointments.change_appointment, name="change_appointment"),
    path(f"{APPOINTMENT}absagen/", appointments.cancel_appointment, name="cancel_appointment"),
    path(f"{APPOINTMENT}ergebnis/", appointments.outcome, name="outcome"),
    path(f"{APPOINTMENT}einladung/", appointments.invitation, name="invitation"),
    path(f"{APPOINTMENT}termin.ics", appointments.file, name="appointment_file"),
    path(f"{DEADLINE}ruht/", deadlines.rest, name="rest"),
    path(f"{DEADLINE}laeuft-weiter/", deadlines.run_on, name="run_on"),
    path(f"{DEADLINE}verlaengern/", deadlines.extend, name="extend"),
    path(f"{DEADLINE}abschliessen/", deadlines.finish, name="finish"),
    path(FOLLOW_UP, follow_ups.change_follow_up, name="change_follow_up"),
    path(f"{FOLLOW_UP}erledigt/", follow_ups.close_follow_up, name="close_follow_up"),
    path(f"{FOLLOW_UP}wieder-oeffnen/", follow_ups.reopen_follow_up, name="reopen_follow_up"),
    path("<code:code>/kette/<int:run>/regel/<str:rule>/", rules.apply_rule, name="apply_rule"),
]
