"""Benchmarks: one module ``<name>_bench`` each, measured against the machine's own floor in the same run.

A module has ``add_arguments(parser)`` and ``measure(args) -> Measured``. It runs in a process of its own, whose
AFTERWORD_HOME and database are empty, migrated, and gone afterwards.
"""
