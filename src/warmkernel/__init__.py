"""Warm Jupyter kernels: every notebook gets a fresh process that has its imports done already.

A small preloaded process forks one ordinary ipykernel per request. A kernel provisioner asks it for kernels
on behalf of any Jupyter client, and starts a kernel in the ordinary way whenever a warm one cannot be had.
Nothing here knows about audits; ``docs/warmkernel.md`` describes the package for use elsewhere.

===============  ================================================================================
module           what it is
===============  ================================================================================
``provisioner``  in the client: the entry point ``jupyter_client.kernel_provisioners``
``forkserver``   in the client: starts the server, asks it for kernels; a forked kernel as a process
``lending``      in the client: one server for a process and its workers
``engine``       in the client: runs a notebook, for papermill, without waiting that is needless
``server``       the preloaded process: forks and reaps; a fork becomes an ordinary ipykernel, or runs cells
===============  ================================================================================
"""

from __future__ import annotations

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "RAYON_NUM_THREADS",
    ),
    "1",
) | {"JE_ARROW_MALLOC_CONF": "background_thread:false", "ARROW_DEFAULT_MEMORY_POOL": "system"}
"""Numeric libraries start pools of threads on import, and pyarrow one for its allocator (pandas imports it
where it is installed, and keeps texts in it). Threads do not survive a fork: there must be none. Nor may the
allocator reserve memory ahead: pyarrow's usual one takes a GiB at the first text, which counts against the
memory limit of every kernel forked after it."""
