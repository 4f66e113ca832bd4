"""Names and paths of the public pages."""

from django.urls import path

from postings import feeds, views

urlpatterns = [
    path("", views.posting_list, name="list"),
    path("feed.atom", feeds.search_feed, name="feed"),
    path("jobs/<str:name>/", views.posting_detail, name="posting"),
    path("organizations/<str:slug>/", views.organization, name="organization"),
    path("skills/<str:slug>/", views.skill, name="skill"),
]
