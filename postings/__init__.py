"""The job board: from posting files to pages people read."""
