"""One form for one content: an executed notebook without anything that differs from run to run.

Kept are sources, tags, and what the cells display. Gone are times, counts of the kernel, ids made at
random, versions of the interpreter, and what was written to the error stream.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode

if TYPE_CHECKING:
    from collections.abc import Iterable

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_KEPT_CELL_METADATA = ("gouji", "jupyter", "tags")


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook in its one form; equal contents give equal notebooks."""
    cells = []
    count = 0
    for index, cell in enumerate(notebook.cells):
        made: dict[str, Any] = {
            "id": _cell_id(index, cell),
            "cell_type": cell.cell_type,
            "source": cell.source,
            "metadata": {key: cell.metadata[key] for key in _KEPT_CELL_METADATA if key in cell.metadata},
        }
        if cell.cell_type == "code":
            count += 1
            made |= {"execution_count": count, "outputs": list(_outputs(cell.outputs, count))}
        cells.append(made)
    metadata: dict[str, Any] = {"kernelspec": dict(_KERNEL), "language_info": {"name": "python"}}
    if "gouji" in notebook.metadata:
        metadata["gouji"] = notebook.metadata["gouji"]
    made_whole: NotebookNode = nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )
    return made_whole


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """Return a normalised notebook as the bytes of its file. Raises where it is no valid notebook."""
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, version=4)
    return (text.rstrip("\n") + "\n").encode("utf-8", "backslashreplace")


def _cell_id(index: int, cell: NotebookNode) -> str:
    content = f"{index}\x1f{cell.cell_type}\x1f{cell.source}"
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _outputs(outputs: Iterable[NotebookNode], count: int) -> Iterable[dict[str, Any]]:
    for output in outputs:
        if output.output_type == "stream":
            if output.name == "stdout":
                yield {"output_type": "stream", "name": "stdout", "text": output.text}
            continue
        made: dict[str, Any] = {"output_type": output.output_type}
        if output.output_type == "error":
            yield made | {"ename": output.ename, "evalue": output.evalue, "traceback": []}
            continue
        made |= {"data": {mime: output.data[mime] for mime in sorted(output.data)}, "metadata": {}}
        if output.output_type == "execute_result":
            made["execution_count"] = count
        yield made
