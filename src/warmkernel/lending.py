"""One server of warm kernels for an owner and its worker processes, which would each start their own.

The owner prepares a :class:`LentServer` and hands ``setup`` and ``control`` to each worker, say as
``initargs`` of a pool; the worker calls :func:`borrow`. From then on its kernels come from there, and the
leases of its kernels are its own: they end with the worker. When the server is gone, the worker starts one
of its own.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from warmkernel.forkserver import SERVERS, ForkServer, ServerGoneError, ends

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from warmkernel.forkserver import Launch, Setup


class LentServer:
    """A server of this process for worker processes, which are given ``setup`` and ``control`` to borrow it.

    They may ask before it is started, and are answered then.
    """

    def __init__(self, setup: Setup) -> None:
        """Prepare a server. Raises :class:`WarmKernelError` where there can be none."""
        self._folder = SERVERS.folder()
        self.setup = setup
        self.control, self._its = ends()
        self._server: ForkServer | None = None

    def start(self) -> None:
        """Start the server, unless it was started before."""
        if self._server is None:
            # without a process whoever asks learns at once that nobody listens
            with contextlib.suppress(OSError), self._its:
                self._server = ForkServer(self.setup, self._folder, (self.control, self._its))

    def stop(self) -> None:
        """End the server, and with it all kernels that were borrowed."""
        if self._server is not None:
            self._server.stop()
        self.control.close()
        self._its.close()


class BorrowedServer(ForkServer):
    """The server of another process, asked over the end that its owner has lent."""

    def __init__(self, control: socket.socket) -> None:
        """Take over the lent end."""
        self.served, self._lost, self._control = False, False, control

    @property
    def alive(self) -> bool:
        """Whether it has answered so far."""
        return not self._lost

    @contextlib.contextmanager
    def _asked(self, kind: bytes, launch: Launch, timeout: float) -> Iterator[socket.socket]:
        try:
            with super()._asked(kind, launch, timeout) as lease:
                yield lease
        except ServerGoneError:
            self._give_up()
            raise

    def _give_up(self) -> None:
        self._lost = True

    def last_words(self) -> str:
        """Its owner knows."""
        return "it was borrowed"

    def stop(self) -> None:
        """Leave the server to its owner."""
        self.disown()


def borrow(setup: Setup, control: socket.socket) -> None:
    """Ask a server that another process lends for the kernels of a setup of this process."""
    SERVERS.adopt(setup, BorrowedServer(control))
