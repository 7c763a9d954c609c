"""The addresses of the outbox."""

from django.urls import path

from outbox import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("mail/<str:token>/", views.decline_mail, name="decline_mail"),
]
