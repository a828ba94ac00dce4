"""What tests stand in: a throw-away home, a database, a browser, and no network but this machine."""
