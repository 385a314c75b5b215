"""The papermill engine ``gouji-warm``: papermill's parameters, :mod:`~gouji.warmkernel.runner`'s speed."""

from __future__ import annotations

import asyncio
import contextlib
from importlib import import_module
from typing import TYPE_CHECKING

from nbclient.exceptions import CellExecutionError

from gouji.warmkernel.runner import run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode
    from traitlets.config import Config


class WarmEngine:
    """Papermill engine: ``papermill --engine gouji-warm`` or ``execute_notebook(engine_name="gouji-warm")``.

    Papermill itself writes the notebook, once, when it is done. The class has the methods of papermill's own
    ``Engine`` and does not inherit it, because papermill loads this module while it is itself being imported.
    """

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        *,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        timeout: float | None = None,
        memory_limit: int = 0,
        extra_arguments: Sequence[str] = (),
        config: Config | None = None,
        **options: object,
    ) -> NotebookNode:
        """Run a notebook and return it; a cell's error is in its outputs, where papermill looks for it.

        ``execution_timeout`` is in seconds for each cell, ``timeout`` for the whole notebook; a warm kernel
        knows a ``memory_limit`` in bytes. Options that only concern progress, logging and saving on the way
        are accepted and have no effect.
        """
        with contextlib.suppress(CellExecutionError):
            asyncio.run(
                run(
                    nb,
                    kernel_name,
                    timeout=timeout,
                    cell_timeout=execution_timeout,
                    startup_timeout=start_timeout,
                    memory_limit=memory_limit,
                    extra_arguments=extra_arguments,
                    config=config,
                )
            )
        return nb

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the name of the kernel to use: ``name``, or else the one the notebook names."""
        return str(import_module("papermill.utils").nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Return the notebook's language: ``language``, or else the one the notebook names."""
        return str(import_module("papermill.utils").nb_language(nb, language))
