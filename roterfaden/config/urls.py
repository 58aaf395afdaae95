from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("konto/", include("roterfaden.web.account.urls")),
]
if settings.DEMO_MODE:
    urlpatterns.append(path("stil/", include("roterfaden.web.styleguide.urls")))

handler400 = "roterfaden.web.errors.bad_request"
handler403 = "roterfaden.web.errors.permission_denied"
handler404 = "roterfaden.web.errors.page_not_found"
handler429 = "roterfaden.web.errors.too_many_requests"
handler500 = "roterfaden.web.errors.server_error"
