"""The pages about oneself, and help."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("help/", views.help_page, name="help"),
]
