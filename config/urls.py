"""Which app answers which address."""

from django.contrib import admin
from django.urls import include, path

from accounts.signing_up_views import ConfirmView, SentView
from config import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/confirm-email/", SentView.as_view(), name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", ConfirmView.as_view(), name="account_confirm_email"),
    path("accounts/", include("allauth.account.urls")),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_contact, name="security_contact"),
    path("style/", views.style, name="style"),
    path("", include("accounts.urls")),
    path("", include("outbox.urls")),
    path("", include("clients.urls")),
    path("", include("policies.urls")),
    path("", include("complaints.urls")),
]

handler400 = "config.error_pages.bad_request"
# Asked for by allauth's limits; Django has no such handler.
handler429 = "config.error_pages.too_many"
handler500 = "config.error_pages.server_error"
