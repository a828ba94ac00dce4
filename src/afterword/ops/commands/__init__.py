"""One module per command: its docstring is the help, ``add_arguments`` its flags, ``perform`` what it does."""
