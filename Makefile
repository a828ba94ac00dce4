# Everything a person needs to run and to change Afterword. Needs python3.11 and make, nothing else.
.PHONY: help setup run test test-setup test-long test-postgresql mutation lint format requirements bench-tools messages clean
.DEFAULT_GOAL := help
PYTHON = python=$$(sh bin/find-python) && exec "$$python"

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## /make \1@/p' Makefile | while IFS=@ read -r what why; do printf '%-22s %s\n' "$$what" "$$why"; done

setup: ## Leave .venv/bin/afterword ready; does nothing when it is
	@$(PYTHON) bin/set_up.py

run: setup ## Set up and start everything in one process (ARGS="--port 9000")
	@exec .venv/bin/afterword run $(ARGS)

test: ## Set up what the tests need, then run the checks and all tests, on SQLite and on PostgreSQL
	@$(PYTHON) bin/run_tests.py

test-setup: ## Only set up what the tests need: a browser, PostgreSQL, the tools
	@$(PYTHON) bin/set_up.py --tests

test-postgresql: ## Run pytest on a private PostgreSQL (ARGS="tests/plans -x")
	@$(PYTHON) bin/run_tests.py --postgresql $(ARGS)

test-long: ## Run the long campaigns: many more examples, many more kills
	@$(PYTHON) bin/run_tests.py --long

mutation: ## Change the decisions of domain/planning and domain/contact one by one, and see whether a test notices
	@$(PYTHON) bin/mutation.py

lint: ## Run the checks: style, types, architecture, templates, requirements, dead code
	@$(PYTHON) bin/run_tests.py --checks

format: ## Put the code in shape
	@.venv/bin/ruff check --quiet --fix-only src tests bin
	@.venv/bin/ruff format --quiet src tests bin

requirements: ## Pin requirements/*.in anew, with hashes (needs uv)
	@for name in build run test mutation; do \
	    uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
	        requirements/$$name.in -o requirements/$$name.txt || exit 1; done

# Needs GNU gettext (xgettext, msgmerge). It leaves new sentences with an empty or a guessed ("fuzzy") translation;
# tests/web/test_translations.py names each until somebody has written it. The date of the extraction is left out, so
# that nothing changes where no sentence has.
messages: ## Bring the catalogues of translations up to date with the sources (needs gettext)
	@cd src/afterword && home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
	    DJANGO_SETTINGS_MODULE=afterword.conf.settings AFTERWORD_HOME="$$home" \
	    ../../.venv/bin/django-admin makemessages --all --no-location --no-wrap --no-obsolete && \
	    for catalogue in locale/*/LC_MESSAGES/django.po; do \
	        sed -e '/^"POT-Creation-Date: /d' -e '/^"Report-Msgid-Bugs-To: /d' "$$catalogue" > "$$home/one.po" && cp "$$home/one.po" "$$catalogue" || exit 1; done

bench-tools: ## Get smtp-sink for `afterword bench deliver`
	@$(PYTHON) bin/bench_tools.py

clean: ## Remove what was made here: .venv, caches, screenshots
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache screenshots src/*.egg-info
