"""Reports of a case: begun, written, released, passed on; letters and forms for one case."""

from django.urls import path

from roterfaden.web.reports import copies, deciding, letters, writing

HERE = "<code:code>/berichte/"
ONE = f"{HERE}<uuid:case_report>/"

app_name = "reports"
urlpatterns = [
    path(HERE, letters.index, name="index"),
    path(f"{HERE}journal/", letters.marks, name="marks"),
    path(f"{HERE}schreiben/<slug:letter>/<slug:form>/", letters.letter, name="letter"),
    path(f"{HERE}eigene/<uuid:template>/", letters.own_letter, name="own_letter"),
    path(f"{HERE}beginnen/<slug:letter>/", writing.begin, name="begin"),
    path(ONE, writing.report, name="report"),
    path(f"{ONE}entscheiden/", deciding.decide, name="decide"),
    path(f"{ONE}anmerken/", deciding.comment, name="comment"),
    path(f"{ONE}fassung/<int:nth>/", writing.version, name="version"),
    path(f"{ONE}kopie/", copies.explain, name="explain"),
    path(f"{ONE}kopie/<slug:wording>/", copies.copy, name="copy"),
    path(f"{ONE}datei/", deciding.file, name="file"),
]
