"""Changing plans: a draft is drawn up, compared with what is live, used or thrown away."""
