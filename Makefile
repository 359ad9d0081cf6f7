# Needs Python 3.11 or later and make; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := demo
.PHONY: demo test check lock clean

# The first command: install and run the main job on the bundled sample.
demo: $(VENV)/.installed
	$(BIN)/whence demo

# The second command: run the tests, on several cores where there are some; each worker loads the engine (about 1 GB).
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("whence needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# Byte code of what whence never imports would add 50 MB to the environment.
UNUSED := /(pip|setuptools|tests|pygments/(lexers|styles)|babel|hatchling|tomlkit|trove_classifiers|f2py|typing|google|onnxruntime/(transformers|quantization|tools|backend|datasets)|date_translation_data|numpy_date_translation_data|pathspec|training|ml_datasets)/|spacy/lang/([a-df-z][a-z]|e[a-mo-z])/|sqlalchemy/(testing|dialects/(mssql|mysql|oracle))/

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	-$(BIN)/python -m compileall -q -x '$(UNUSED)' $(VENV)/lib src >/dev/null
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# Writes the locks anew: exact versions and hashes, no addresses.
lock:
	$(BIN)/python -m pip install --quiet 'pip-tools>=7.4'
	$(BIN)/python -m piptools compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --build-deps-for editable --output-file requirements.lock pyproject.toml
	$(BIN)/python -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --constraint requirements.lock --output-file requirements-dev.lock requirements-dev.in

clean:
	rm -rf $(VENV) build dist
