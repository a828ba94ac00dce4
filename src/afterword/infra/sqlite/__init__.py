"""A Django database engine on the SQLite that `pysqlite3` carries, with one gate before the writers."""
