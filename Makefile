# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
BLENDER_STAMP := .venv-carset/.installed
# The edition of PyTorch that is packaged: cpu, or CUDA's such as cu126.
TORCH  ?= cpu
PACKING := $(if $(filter cpu,$(TORCH)),$(VENV),.venv-$(TORCH))

.PHONY: run test lint setup carset translations screenshots package clean

# Exit code 3: there is no display; then the demonstration shows that everything works.
run: $(STAMP)
	@$(BIN)/coachline; code=$$?; \
	if [ $$code -eq 3 ]; then $(BIN)/coachline demo; else exit $$code; fi

test: lint
	@$(BIN)/python -c 'from PySide6 import QtWidgets' || { echo "Qt needs the system library named above;" \
	  "on Debian and Ubuntu: apt install libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3"; exit 1; }
	QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 $(BIN)/pytest -q -n auto

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(STAMP)

# Installs again only when the pins or the dependencies change.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Coachline needs Python 3.11 or 3.12: install it, or run make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade -c constraints.txt setuptools
	$(BIN)/python -m pip install --quiet -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $@

# Blender's Python module wants an older numpy than the program: an environment of its own.
carset: $(BLENDER_STAMP)
	@echo "Ready: $(BIN)/coachline carset --help"

$(BLENDER_STAMP): engine/training/carset/requirements.txt
	$(PYTHON) -m venv .venv-carset
	.venv-carset/bin/python -m pip install --quiet -r $<
	@touch $@

# The guide's pictures, from the real window in both languages.
screenshots: $(STAMP)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m package.screenshots

# A folder in dist/ that runs without Python, for the system that this runs on.
package: $(PACKING)/.packing
	$(PACKING)/bin/pyinstaller --noconfirm --distpath dist/$(TORCH) --workpath build/$(TORCH) pyinstaller.spec

$(VENV)/.packing: $(STAMP)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[package]' --no-build-isolation
	@touch $@

# PyTorch's own index has the CUDA editions.
.venv-cu%/.packing: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-cu$*
	.venv-cu$*/bin/python -m pip install --quiet --upgrade -c constraints.txt setuptools
	.venv-cu$*/bin/python -m pip install --quiet -c constraints.txt torch \
	  --index-url https://download.pytorch.org/whl/cu$*
	.venv-cu$*/bin/python -m pip install --quiet -c constraints.txt --no-build-isolation -e '.[package]'
	@touch $@

translations: $(STAMP)
	$(BIN)/pyside6-lrelease resources/translations/*.ts

clean:
	rm -rf $(VENV) .venv-carset .venv-cu* build dist
