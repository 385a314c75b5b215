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
``server``       the preloaded process: forks and reaps; a fork of it becomes an ordinary ipykernel
===============  ================================================================================
"""

from __future__ import annotations
