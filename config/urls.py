"""Which app answers which address."""

from django.contrib import admin
from django.urls import include, path

from config import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("style/", views.style, name="style"),
    path("", include("accounts.urls")),
    path("", include("outbox.urls")),
    path("", include("clients.urls")),
    path("", include("policies.urls")),
    path("", include("complaints.urls")),
]
