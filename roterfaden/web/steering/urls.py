from django.urls import path

from roterfaden.web.steering import (
    agreements,
    clientele,
    data,
    goal_table,
    goals,
    improvements,
    kpis,
    review,
    writing,
)

app_name = "steering"
urlpatterns = [
    path("", kpis.index, name="index"),
    path("bericht/<int:year>.pdf", review.review, name="review"),
    path("groessen/", writing.typed, name="typed"),
    path("kennzahlen/neu/", writing.new_kpi, name="new_kpi"),
    path("kennzahlen/<slug:kpi>/", kpis.detail, name="kpi"),
    path("kennzahlen/<slug:kpi>/fassung/", writing.next_version, name="next_version"),
    path("kennzahlen/<slug:kpi>/faelle/<int:index>/", kpis.cases, name="kpi_cases"),
    path("menschen/", clientele.index, name="clientele"),
    path("ziele/", goal_table.index, name="goal_table"),
    path("daten/", data.index, name="data"),
    path("daten/pruefen/", data.check, name="check_data"),
    path("vereinbarungen/", agreements.index, name="agreements"),
    path("vereinbarungen/beginnen/", agreements.begin, name="begin_agreement"),
    path("vereinbarungen/<uuid:agreement>/", agreements.detail, name="agreement"),
    path("vereinbarungen/<uuid:agreement>.pdf", review.agreement_pdf, name="agreement_pdf"),
    path(
        "vereinbarungen/<uuid:agreement>/schritt/<int:number>/",
        agreements.move_on,
        name="move_agreement",
    ),
    path(
        "vereinbarungen/<uuid:agreement>/entwurf/<slug:place>/",
        agreements.side_text,
        name="side_text",
    ),
    path("vereinbarungen/<uuid:agreement>/unterschreiben/", agreements.sign, name="sign_agreement"),
    path("vereinbarungen/<uuid:agreement>/zuruecknehmen/", agreements.undo, name="undo_agreement"),
    path("vereinbarungen/<uuid:agreement>/uebernehmen/", goals.carry, name="carry_goals"),
    path("vereinbarungen/<uuid:agreement>/ziel/", goals.new, name="new_goal"),
    path("vereinbarungen/<uuid:agreement>/ziel/<uuid:goal>/", goals.change, name="goal"),
    path("vereinbarungen/<uuid:agreement>/ziel/<uuid:goal>/streichen/", goals.remove, name="remove_goal"),
    path("vereinbarungen/<uuid:agreement>/ziel/<uuid:goal>/bilanz/", goals.balance, name="balance"),
    path("verbesserungen/", improvements.index, name="improvements"),
    path("verbesserungen/neu/", improvements.new, name="new_improvement"),
    path("verbesserungen/<uuid:improvement>/", improvements.detail, name="improvement"),
    path("verbesserungen/<uuid:improvement>/<slug:act>/", improvements.move, name="move_improvement"),
]
