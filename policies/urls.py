"""The addresses of policies, of a project's agreement and of its rounds."""

from django.urls import path

from policies import project_views, views

# The converter project_ref is registered where projects have their own addresses: clients.urls.
PROJECT = "projects/<project_ref:number>/"
VERSION = "policies/<int:policy_number>/v<int:version_number>/"

urlpatterns = [
    path("policies/", views.policy_list, name="policies"),
    path("policies/samples/<slug:slug>/", views.from_sample, name="policy_from_sample"),
    path(VERSION, views.version_page, name="policy_version"),
    path(f"{VERSION}next/", views.next_version, name="policy_next_version"),
    path(f"{PROJECT}agreement/", project_views.agreement, name="agreement"),
    path(f"{PROJECT}agreement/without/", project_views.without, name="agreement_without"),
    path(f"{PROJECT}agreement/declined/", project_views.declined, name="agreement_declined"),
    path(f"{PROJECT}rounds/", project_views.rounds_page, name="rounds"),
    path(f"{PROJECT}rounds/remove/", project_views.round_remove, name="round_remove"),
]
