# Everything here needs only make and Python 3.11 or newer (`lock` also needs uv).
# Options for the program go in ARGS:  make chat ARGS="--role cio"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help chat run check bench test lint clean lock

SUITABLE := import sys; sys.exit(sys.version_info < (3, 11))
# The first interpreter that is new enough; looked for only when an environment has to be made.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c "$(SUITABLE)" 2>/dev/null && { echo "$$name"; break; }; done)

RUNTIME := .venv/.stamp
DEV := .venv-dev/.stamp

help:
	@echo "make chat    ask questions in the terminal, or pipe them in, one a line"
	@echo "make run     serve Telegram"
	@echo "make check   validate the knowledge folder"
	@echo "make test    linters, types, layers, tests"
	@echo "make bench   measure speed and memory"
	@echo "make lint    linters, types and layers alone"
	@echo "make lock    choose versions anew and write the lock files (needs uv)"
	@echo "make clean   remove the environments and every cache"

chat run check: $(RUNTIME)
	@.venv/bin/python -m bot $@ $(ARGS)

bench: $(DEV)
	@.venv-dev/bin/python -m tests.bench $(ARGS)

lint: $(DEV)
	@.venv-dev/bin/ruff check --quiet
	@.venv-dev/bin/ruff format --check --quiet
	@.venv-dev/bin/mypy --no-error-summary
	@.venv-dev/bin/lint-imports --no-logo >/dev/null || .venv-dev/bin/lint-imports --no-logo

test: lint
	@.venv-dev/bin/python -m pytest $(ARGS)

# Each environment holds exactly its lock file: made anew whenever that changes, every hash checked.
# Nothing below reads standard input or writes to standard output: both belong to the program.
$(RUNTIME): requirements.txt
$(DEV): requirements-dev.txt
$(RUNTIME) $(DEV):
	@test -n "$(PYTHON)" && "$(PYTHON)" -c "$(SUITABLE)" </dev/null || { \
		echo "Entente needs Python 3.11 or newer$(if $(PYTHON), and $(PYTHON) is not)." \
			"Name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up $(@D) (once, about a minute) …" >&2
	@"$(PYTHON)" -m venv --clear $(@D) </dev/null >&2 || { \
		echo "This Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(@D)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input \
		--require-hashes --no-deps --only-binary :all: --requirement $< </dev/null >&2
	@touch $@

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock:
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf .venv .venv-dev .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist build
