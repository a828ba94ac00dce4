"""Settings, read from the environment and nowhere else; urls and the WSGI door."""
