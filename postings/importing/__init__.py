"""From folders of posting files to the board: walk, read, settle, report.

Empty on purpose: worker processes import `reading` from here and must not meet the database.
"""
