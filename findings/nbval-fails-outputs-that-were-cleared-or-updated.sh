#!/usr/bin/env bash
# nbval fails a notebook that was executed a moment before, where a cell cleared or updated what it showed.
#
# Seen with nbval 0.11.0, nbclient 0.11.0 and ipykernel 7.4.0. A kernel may take back what a cell has shown
# (clear_output) or change it later (update_display_data), and nbclient, as JupyterLab does, saves what is
# left. nbval runs the cells, collects every output that was ever sent, and compares: the stream "a", cleared,
# then "b" is compared as "a b" with the saved "b", and a display that a later cell updated is compared in its
# first state with the saved last one. So notebooks with progress bars or live tables fail however often they
# are executed anew. One would guess that the runner follows the protocol as the writers of the file do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nbval==0.11.0 nbclient==0.11.0 ipykernel==7.4.0 pytest==9.2.0
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

CELLS = {
    "plain": ['print("a")\nprint("b")'],
    "cleared": ['from IPython.display import clear_output\nprint("a")\nclear_output()\nprint("b")'],
    "updated": [
        'from IPython.display import display\nshown = display("a", display_id=True)',
        'shown.update("b")',
    ],
}
EXPECTED = {"plain": 0, "cleared": 1, "updated": 1}
changed = False
for name, sources in CELLS.items():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(notebook).execute()
    path = Path(sys.argv[1]) / f"{name}.ipynb"
    nbformat.write(notebook, path)
    saved = [output.get("text") or output.data["text/plain"] for output in notebook.cells[0].outputs]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", str(path)]
    status = subprocess.run(command, capture_output=True).returncode
    print(f"{name}: saved by nbclient {saved}; nbval ends with {status}")
    changed |= status != EXPECTED[name]
sys.exit(changed)
PYTHON
echo "as described: nbval compares outputs that are no longer there"
