"""The addresses of clients, the people there, and the forms of projects."""

from django.urls import path, register_converter

from clients import invoice_views, stage_views, views
from clients.refs import ProjectRef

register_converter(ProjectRef, "project_ref")

STAGES = "projects/<project_ref:number>/stages/"
INVOICES = "projects/<project_ref:number>/invoices/"

urlpatterns = [
    path("clients/", views.client_list, name="clients"),
    path("clients/new/", views.client_add, name="client_add"),
    path("clients/<int:number>/", views.client_page, name="client"),
    path("clients/<int:number>/edit/", views.client_edit, name="client_edit"),
    path("clients/<int:number>/people/new/", views.contact_add, name="contact_add"),
    path("clients/<int:number>/people/<int:place>/", views.contact_edit, name="contact_edit"),
    path("projects/new/", views.project_add, name="project_add"),
    path("projects/<project_ref:number>/edit/", views.project_edit, name="project_edit"),
    path(f"{INVOICES}new/", invoice_views.invoice_add, name="invoice_add"),
    path(f"{INVOICES}<int:place>/", invoice_views.invoice_edit, name="invoice_edit"),
    path(f"{STAGES}new/", stage_views.stage_add, name="stage_add"),
    path(f"{STAGES}<int:stage>/", stage_views.stage_edit, name="stage_edit"),
    path(f"{STAGES}<int:stage>/deliver/", stage_views.stage_deliver, name="stage_deliver"),
    path(f"{STAGES}<int:stage>/remove/", stage_views.stage_remove, name="stage_remove"),
]
