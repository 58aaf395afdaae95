from django.urls import path

from roterfaden.web.archive import closing
from roterfaden.web.casefile import (
    events,
    journal,
    journal_views,
    mandates,
    notes,
    participants,
    particulars,
    person,
    person_around,
    person_merge,
    turns,
)

app_name = "casefile"
urlpatterns = [
    path("<code:code>/akte/", person.person, name="person"),
    path("<code:code>/akte/aendern/", person.edit_person, name="edit_person"),
    path("<code:code>/akte/verstaendigung/", person_around.communication, name="communication"),
    path("<code:code>/akte/umfeld/neu/<slug:kind>/", person_around.add_relation, name="add_relation"),
    path("<code:code>/akte/umfeld/<uuid:relation>/", person_around.edit_relation, name="edit_relation"),
    path("<code:code>/akte/doppelt/", person_merge.duplicates, name="duplicates"),
    path("<code:code>/akte/doppelt/<code:other>/", person_merge.merge, name="merge_persons"),
    path("<code:code>/akte/doppelt/<uuid:merge>/aufheben/", person_merge.part, name="part_persons"),
    path("<code:code>/anliegen/", particulars.edit_particulars, name="edit_particulars"),
    path("<code:code>/journal/", journal.journal, name="journal"),
    path("<code:code>/journal/neu/", journal.write_entry, name="write_entry"),
    path("<code:code>/journal/<uuid:entry>/", journal.entry_versions, name="entry_versions"),
    path("<code:code>/journal/<uuid:entry>/berichtigen/", journal.correct_entry, name="correct_entry"),
    path("<code:code>/journal/betrieb/", journal_views.company, name="company"),
    path("<code:code>/journal/jahr/<int:year>/", journal_views.year, name="year"),
    path("<code:code>/journal/<uuid:entry>/datei/", journal_views.attach, name="attach"),
    path(
        "<code:code>/journal/datei/<uuid:attachment>/entfernen/",
        journal_views.remove_attachment,
        name="remove_attachment",
    ),
    path(
        "<code:code>/journal/datei/<uuid:attachment>/zurueckholen/",
        journal_views.restore_attachment,
        name="restore_attachment",
    ),
    path("<code:code>/notizen/", notes.notes, name="notes"),
    path("<code:code>/notizen/<uuid:note>/aendern/", notes.change_note, name="change_note"),
    path("<code:code>/notizen/<uuid:note>/loeschen/", notes.discard_note, name="discard_note"),
    path("<code:code>/notizen/<uuid:note>/zurueckholen/", notes.restore_note, name="restore_note"),
    path("<code:code>/auftraege/", mandates.mandates, name="mandates"),
    path("<code:code>/auftraege/neu/", mandates.add_mandate, name="add_mandate"),
    path("<code:code>/auftraege/<uuid:mandate>/aendern/", mandates.edit_mandate, name="edit_mandate"),
    path("<code:code>/beteiligte/", participants.participants, name="participants"),
    path("<code:code>/beteiligte/neu/", participants.add_participant, name="add_participant"),
    path(
        "<code:code>/beteiligte/<uuid:participant>/beenden/",
        participants.end_participation,
        name="end_participation",
    ),
    path("<code:code>/verlauf/", events.events, name="events"),
    path("<code:code>/uebergabe/", turns.handover, name="handover"),
    path("<code:code>/abschluss/", closing.close, name="close"),
    path("<code:code>/wieder-oeffnen/", turns.reopen, name="reopen"),
]
