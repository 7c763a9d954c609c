"""The addresses of the guided journey."""

from django.urls import path
from django.views.generic import TemplateView

_page = TemplateView.as_view(template_name="base.html")

urlpatterns = [
    path("", _page, name="today"),
    path("projects/", _page, name="projects"),
    path("projects/<ref>/", _page, name="project"),
]
