"""The editor of plans: one page, plain forms; a script only makes it quicker."""
