"""The addresses of clients and projects."""

urlpatterns: list = []
