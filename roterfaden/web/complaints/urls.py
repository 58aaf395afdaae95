from django.urls import path

from roterfaden.web.complaints import letters, moves, office, taking, views

app_name = "complaints"
urlpatterns = [
    path("beschwerden/", views.index, name="index"),
    path("beschwerden/neu/", taking.new, name="new"),
    path("beschwerden/lehren/", views.lessons, name="lessons"),
    path("beschwerden/stelle/", office.index, name="office"),
    path("beschwerden/stelle/<uuid:officer>/ende/", office.end, name="end_officer"),
    path("beschwerden/aufgenommen/<uuid:complaint>/", taking.taken, name="taken"),
    path("beschwerden/aufgenommen/<uuid:complaint>/bestaetigung.pdf", letters.receipt, name="receipt"),
    path("beschwerden/<uuid:complaint>/", views.detail, name="detail"),
    path("beschwerden/<uuid:complaint>/schritt/<int:number>/", moves.move_on, name="move_on"),
    path("beschwerden/<uuid:complaint>/antwort/", letters.answer, name="answer"),
    path("beschwerden/<uuid:complaint>/brief/<slug:letter>.pdf", letters.letter, name="letter"),
    path("beschwerden/<uuid:complaint>/betroffene/", moves.concern, name="concern"),
    path("beschwerden/<uuid:complaint>/nicht-betroffen/", moves.not_concerned, name="not_concerned"),
    path("beschwerden/<uuid:complaint>/zurueckziehen/", moves.withdraw, name="withdraw"),
    path("beschwerden/<uuid:complaint>/zuruecknehmen/", moves.undo, name="undo"),
    path("faelle/<code:code>/beschwerde/", taking.new_for_case, name="new_for_case"),
]
