"""The Django project: settings, street plan and server entry."""
