"""The addresses of policies and agreements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
