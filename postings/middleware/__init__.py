"""What stands before the pages: policies, refusals, and the pages that are kept."""
