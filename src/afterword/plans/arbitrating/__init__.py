"""One best touch when plans collide: who gives way for one customer, household or firm, written with its reason."""
