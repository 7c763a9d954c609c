"""The pages about oneself, and help."""

from django.urls import path

from accounts import views
from accounts.invitation_views import InvitationView

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/guess-fits/", views.guess_fits, name="guess_fits"),
    path("help/", views.help_page, name="help"),
    path("invitation/<str:token>/", InvitationView.as_view(), name="invitation"),
]
