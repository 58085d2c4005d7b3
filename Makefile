# make run      the bot, or without a token its demo     make test  everything that CI runs
# make install  .venv with the command fanbot in it      make pin   pin dependencies anew
# make transformer   the filter's second stage, too            make docs   the documentation as a site, in site/
# make bench    measurements: bench/REPORT.md
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DOCS := $(VENV)-docs
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Pins are checked by their hashes, so the pins themselves may come from any mirror.
PIP_INSTALL := $(PIP) install --quiet --require-hashes

.PHONY: run install transformer dev test docs pictures bench pin clean

run: install
	@exec $(BIN)/fanbot run

install: $(VENV)/.installed
	@:

# --clear, so that what an interrupted or outdated attempt left is not taken for a good one.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "fanbot needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: constraints.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing fanbot into $(VENV) ..."
	@$(PIP_INSTALL) -r constraints.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

transformer: $(VENV)/.transformer
	@:

$(VENV)/.transformer: constraints-transformer.txt $(VENV)/.installed
	@echo "Installing the filter's second stage ..."
	@$(PIP_INSTALL) -r constraints-transformer.txt
	@touch $@

dev: $(VENV)/.dev
	@:

$(VENV)/.dev: constraints-dev.txt $(VENV)/.installed
	@echo "Installing the tools for development ..."
	@$(PIP_INSTALL) -r constraints-dev.txt
	@touch $@

# pytest builds the wheel, too, and uses it in a clean environment: tests/test_packaging.py. It builds the site as
# well, and opens it: tests/test_documentation_site.py.
test: dev $(DOCS)/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile -m "not slow"
	$(BIN)/python -m pytest --numprocesses 2 --dist loadscope -m slow

# Strict: a link or an anchor that leads nowhere fails.
docs: $(DOCS)/.installed
	@NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs build --strict
	@echo "The site is in site/; open site/index.html, or for its search: $(DOCS)/bin/python -m http.server --directory site"

$(DOCS)/.installed: constraints-docs.txt | $(BIN)/python
	@echo "Installing what makes the site into $(DOCS) ..."
	@$(BIN)/python -m venv --clear $(DOCS) || { rm -rf $(DOCS); exit 1; }
	@$(DOCS)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r constraints-docs.txt
	@touch $@

pictures: dev
	$(BIN)/python docs/make_pictures.py

# Measurements have an environment of their own, so that what they stand beside never meets the bot's.
# QUICK=1 tries them in a minute, with figures that say little; ONLY="moderation starting" takes some alone.
bench: $(VENV)-bench/.installed
	$(VENV)-bench/bin/python -m bench $(if $(QUICK),--quick) $(ONLY)

$(VENV)-bench/.installed: constraints-bench.txt pyproject.toml
	@$(MAKE) --silent --no-print-directory VENV=$(VENV)-bench $(VENV)-bench/bin/python
	@echo "Installing what measurements stand beside into $(VENV)-bench ..."
	@$(VENV)-bench/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r constraints-bench.txt
	@$(VENV)-bench/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# The pins hold for every system and Python that fanbot supports. uv itself is not pinned: it is run by
# hand, now and then, and what it writes is reviewed. One version of each package, so that all Pythons get the same.
PIN := $(VENV)-pin/bin/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --upgrade --no-header --no-annotate --no-emit-index-url
pin:
	$(PYTHON) -m venv $(VENV)-pin
	$(VENV)-pin/bin/python -m pip install --quiet uv
	printf 'hatchling\neditables\n' | $(PIN) --extra demo --extra postgres --output-file constraints.txt pyproject.toml -
	$(PIN) --extra dev --constraint constraints.txt --output-file constraints-dev.txt pyproject.toml
	$(PIN) --extra transformer --constraint constraints-dev.txt --output-file constraints-transformer.txt pyproject.toml
	$(PIN) --group docs --output-file constraints-docs.txt
	printf 'hatchling\neditables\n' | $(PIN) --extra transformer --constraint constraints-transformer.txt \
		--output-file constraints-bench.txt pyproject.toml bench/requirements.txt -

clean:
	rm -rf $(VENV) $(VENV)-pin $(VENV)-bench $(DOCS) site dist build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
