"""Plans that begin on a day: a birthday, a feast, a service date; found in sets, and moved when the day moves."""
