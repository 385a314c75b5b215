"""Warm Jupyter kernels: every notebook gets a fresh process that has its imports done already.

A small preloaded process (:mod:`~gouji.warmkernel.server`) forks one ordinary ipykernel per request. The
kernel provisioner in :mod:`~gouji.warmkernel.provisioner` asks it for kernels on behalf of any Jupyter client,
and starts a kernel in the ordinary way whenever a warm one cannot be had. Nothing here knows about audits;
``docs/warmkernel.md`` describes the package to those who want to use it elsewhere.

=========================  =========================================================================
module                     runs in
=========================  =========================================================================
``provisioner``            the client: the entry point ``jupyter_client.kernel_provisioners``
``forkserver``             the client: starts the server, asks it for kernels
``process``                the client: a forked kernel as a ``Popen``-like object
``server``                 the server: preloads, forks, reaps
``child``                  the fork: becomes an ordinary ipykernel
``engine``                 the client: runs a notebook with no waiting that a warm kernel makes needless
=========================  =========================================================================
"""
