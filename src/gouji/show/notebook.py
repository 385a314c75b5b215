"""One notebook run through papermill with parameters, returned in its one form, never written.

Kept are sources, tags, and what the cells display. Gone are times, counts of the kernel, ids made at
random, versions of the interpreter, and what was written to the error stream.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from gouji.readers.limits import without_module

# a second for the grammar of international addresses, by which schemas of notebooks could check some
with without_module("rfc3987_syntax"):
    import nbformat
# isort: split
from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from papermill.translators import PythonTranslator, papermill_translators
from traitlets.config import Config

from gouji.model.safe import visible
from gouji.model.text import GoujiError, Text, UnforeseenError, unforeseen_error
from gouji.readers.limits import MIB, USUAL, Bounds
from warmkernel.engine import WarmEngine, run_without_client
from warmkernel.forkserver import WarmKernelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from gouji.model.text import Lang


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
            "metadata": {key: cell.metadata[key] for key in _KEPT_CELL_METADATA if cell.metadata.get(key)},
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
    """Return a normalised notebook as the bytes of its file. Raises where it is no valid notebook.

    A cell is one line: indentation, and a string for every line of a text, were a tenth of the evidence.
    """
    nbformat.validate(notebook)
    cells = ",\n".join(map(_json, notebook.cells))
    about = _json({key: value for key, value in notebook.items() if key != "cells"})
    return f'{{"cells":[\n{cells}\n],{about[1:]}\n'.encode("utf-8", "backslashreplace")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


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


#: Does as well, only slower, where the kernel asked for is not installed.
ORDINARY_KERNEL = "python3"
#: Runs any kernel, warm or not, without needless waiting.
ENGINE = "gouji-warm"
#: The kernel that needs no client of Jupyter to run a notebook.
WARM = "gouji-warm"

#: Seconds for the start of a kernel, which does not depend on any report.
START_SECONDS = 300
_LONGEST_MESSAGE = 400
_IN_CELL = Text("{kind}，审计笔记本第 {cell} 格", "{kind}, cell {cell} of the audit notebook")

#: What a kernel logs is not evidence; what goes wrong in it comes back as an exception.
_KERNEL_ARGUMENTS = ["--IPKernelApp.log_level=50"]


class ReadableParameters(PythonTranslator):
    """Parameters as literals of Python: Chinese stays readable, hidden characters are escapes.

    A value is always written by ``repr``; whatever a name or a path contains, it stays a value.
    """

    @classmethod
    def translate(cls, val: object) -> str:
        """Return the literal of a value of plain type. Raises TypeError for any other."""
        if isinstance(val, str | int | bool | None):
            return repr(val)
        if isinstance(val, list | tuple):
            return f"[{', '.join(map(cls.translate, val))}]"
        raise TypeError(f"no parameter of type {type(val).__name__}")

    @classmethod
    def codify(cls, parameters: Mapping[str, Any], comment: str = "Parameters") -> str:
        """Return one assignment a line."""
        lines = [f"{name} = {cls.translate(value)}" for name, value in parameters.items()]
        return "\n".join([f"# {comment}", *lines, ""])


def run_notebook(
    template: Path,
    parameters: Mapping[str, Any],
    *,
    lang: Lang,
    kernel: str,
    about: str,
    bounds: Bounds = USUAL,
) -> NotebookNode:
    """Run a notebook with parameters and return it normalised; headings are in the language asked for.

    ``about`` names the input in messages. Raises :class:`GoujiError` where a cell fails, the kernel dies
    or cannot be started, or the notebook goes beyond its bounds. Memory is bounded where kernels are warm.
    """
    for name in (kernel, ORDINARY_KERNEL, "python"):
        papermill_translators.register(name, ReadableParameters)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    # papermill's execute_notebook would read the template anew, and write it and what comes out, for no file
    prepared = nbformat.from_dict(_loaded(template.read_bytes(), lang))
    if parameters:
        prepared = parameterize_notebook(
            prepared, dict(parameters), kernel_name=kernel, engine_name=ENGINE, language="python"
        )
    try:
        executed = _executed(prepared, kernel, bounds)
        raise_for_execution_errors(executed, None)
    except PapermillExecutionError as error:
        if error.ename == "MemoryError":
            raise bounds.too_much(about) from error
        cell = error.cell_index + 1
        if error.ename != "GoujiError":
            # what is said of any other error may quote paths of this machine
            kind = _IN_CELL.filled(kind=visible(error.ename)[:_LONGEST_MESSAGE], cell=cell)
            said = unforeseen_error(kind, about)
            raise UnforeseenError(said.zh, said.en) from error
        told = visible(error.evalue)[:_LONGEST_MESSAGE]
        raise GoujiError(
            f"{about}：审计笔记本第 {cell} 格出错（{told}）。",
            f"{about}: cell {cell} of the audit notebook failed ({told}).",
        ) from error
    except TimeoutError as error:
        raise bounds.too_long(about) from error
    except RuntimeError as error:
        raise GoujiError(
            f"{about}：审计笔记本未能执行完（{type(error).__name__}）：内核停止，"
            f"可能是内存超过了上限 {bounds.memory} MiB。请重新运行；如仍如此，可用 --memory 放宽。",
            f"{about}: the audit notebook did not finish ({type(error).__name__}): its kernel stopped, "
            f"perhaps for want of memory (the limit is {bounds.memory} MiB). Run it again; if that does not "
            "help, raise --memory.",
        ) from error
    return normalised(executed)


def _executed(notebook: NotebookNode, kernel: str, bounds: Bounds) -> NotebookNode:
    """Run a notebook in place and return it; an error is in its outputs, where papermill looks for it."""
    limits: dict[str, Any] = {"timeout": bounds.seconds, "memory_limit": bounds.memory * MIB}
    if kernel == WARM:
        with suppress(WarmKernelError):
            with suppress(CellExecutionError):
                run_without_client(notebook, startup_timeout=START_SECONDS, **limits)
            return notebook
    with _sockets() as config:
        return WarmEngine.execute_notebook(
            notebook,
            _installed(kernel),
            start_timeout=START_SECONDS,
            extra_arguments=_KERNEL_ARGUMENTS,
            config=config,
            **limits,
        )


@cache
def _installed(kernel: str) -> str:
    """Return the kernel, or the ordinary one where there is no such kernel on this machine."""
    return kernel if kernel in KernelSpecManager().find_kernel_specs() else ORDINARY_KERNEL


@contextmanager
def _sockets() -> Iterator[Config]:
    """Give a kernel sockets in its own folder: no races for ports, nothing that others can open.

    jupyter_client alone would name the sockets of all kernels alike, and kernels would answer each other.
    """
    if os.name != "posix":
        yield Config()
        return
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        yield Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/k"}})


@cache
def _loaded(template: bytes, lang: Lang) -> NotebookNode:
    """Return a template as papermill loads it; nobody may change it."""
    loaded: NotebookNode = load_notebook_node(_spoken(nbformat.reads(template.decode(), as_version=4), lang))
    return loaded


def _spoken(notebook: NotebookNode, lang: Lang) -> NotebookNode:
    """Put the text cells into the language: Chinese is their source, English in their metadata."""
    for cell in notebook.cells:
        english = cell.metadata.get("gouji", {}).pop("en", None)
        if english is not None and lang == "en":
            cell.source = english
    return notebook
