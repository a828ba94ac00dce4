"""The ready-made plans of each trade: their rules and their words, one file per trade and language."""
