"""Redoes the HTML that an older renderer wrote.

Empty on purpose: worker processes import `worker` from here and must not meet the database.
"""
