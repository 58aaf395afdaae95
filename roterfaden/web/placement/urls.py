from django.urls import path

from roterfaden.web.placement import comparison, employments, trials, views

app_name = "placement"
urlpatterns = [
    path("<code:code>/plaetze/<code:place>/weitergeben/", comparison.comparison, name="comparison"),
    path("<code:code>/erprobung/", views.index, name="index"),
    path("<code:code>/erprobung/neu/", trials.add, name="add_trial"),
    path("<code:code>/erprobung/<uuid:trial>/", trials.edit, name="edit_trial"),
    path("<code:code>/erprobung/<uuid:trial>/auswerten/", trials.evaluate, name="evaluate"),
    path("<code:code>/erprobung/<uuid:trial>/beenden/", trials.end, name="end_trial"),
    path("<code:code>/erprobung/<uuid:trial>/absagen/", trials.cancel, name="cancel_trial"),
    path("<code:code>/arbeit/neu/", employments.add, name="add_employment"),
    path("<code:code>/arbeit/<uuid:employment>/", employments.edit, name="edit_employment"),
    path("<code:code>/arbeit/<uuid:employment>/foerderung/", employments.add_subsidy, name="add_subsidy"),
    path("<code:code>/arbeit/foerderung/<uuid:subsidy>/", employments.edit_subsidy, name="edit_subsidy"),
    path("<code:code>/arbeit/nachfrage/<uuid:check_in>/", employments.check_in, name="check_in"),
    path("<code:code>/arbeit/<uuid:employment>/verlust/", employments.lose, name="lose"),
]
