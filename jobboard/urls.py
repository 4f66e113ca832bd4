"""The street plan of the whole site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("postings.urls")),
]

handler400 = "postings.views.bad_request"
handler404 = "postings.views.not_found"
handler500 = "postings.views.server_error"
