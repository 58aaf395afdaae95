"""Addresses of the thread. `run` is the number of a run within its case, `number` that of a task within its run."""

from django.urls import path

from roterfaden.web.cases import drawings, evidence, filing, moves, versions, views

RUN = "<code:code>/kette/<int:run>/"
STEP = f"{RUN}schritt/<int:number>/"
FILE = "<code:code>/unterlagen/<uuid:uuid>/"

app_name = "cases"
urlpatterns = [
    path("<code:code>/", views.thread, name="thread"),
    path("<code:code>/notiz/", views.quick_note, name="quick_note"),
    path("<code:code>/prozessbild/", drawings.drawing, name="drawing"),
    path("<code:code>/prozessbild/<int:run>/", drawings.drawing, name="drawing"),
    path("<code:code>/unterlagen/", evidence.documents, name="documents"),
    path("<code:code>/datei/<uuid:uuid>/", evidence.file, name="file"),
    path(FILE, versions.page, name="versions"),
    path(f"{FILE}auschecken/", versions.check_out, name="check_out"),
    path(f"{FILE}einchecken/", versions.check_in, name="check_in"),
    path(f"{FILE}zurueckgeben/", versions.give_back, name="give_back"),
    path(f"{FILE}zurueckholen/", versions.take_back, name="take_back"),
    path(f"{FILE}fassung/<int:file_version>/", versions.version, name="version"),
    path(f"{FILE}art/", filing.sort, name="sort_file"),
    path(STEP, views.visit, name="visit"),
    path(f"{STEP}abschliessen/", moves.complete, name="complete"),
    path(f"{STEP}abweichen/", moves.deviate, name="deviate"),
    path(f"{STEP}teilkette/", moves.subchain, name="subchain"),
    path(f"{STEP}unterlage/<int:index>/", evidence.document, name="document"),
    path(f"{STEP}unterlage/<int:index>/liegt-vor/", evidence.present, name="present"),
    path(f"{RUN}zuruecknehmen/", moves.undo, name="undo"),
    path(f"{RUN}wieder-aufnehmen/", moves.resume, name="resume"),
    path(f"{RUN}weiter/", moves.go_on, name="go_on"),
]
