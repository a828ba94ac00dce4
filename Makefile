# Everything a person needs to run and to change Afterword. Needs python3.11 and make, nothing else.
.PHONY: help setup run
.DEFAULT_GOAL := help

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1@/p' Makefile | while IFS=@ read -r what why; do printf '%-20s %s\n' "$$what" "$$why"; done

setup: ## Leave .venv/bin/afterword ready; does nothing when it is
	@python=$$(sh bin/find-python) && "$$python" bin/set_up.py

run: setup ## Set up and start everything in one process
	@exec .venv/bin/afterword run $(ARGS)
