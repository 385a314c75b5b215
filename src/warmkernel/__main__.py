"""``python -m warmkernel install``: put the kernel spec where Jupyter finds it.

Installing the package does this already; this is for environments where that is not enough, say a notebook
server that runs in another environment than its kernels.
"""

from __future__ import annotations

from pathlib import Path

import click
from jupyter_client.kernelspec import KernelSpecManager

NAME = "gouji-warm"


@click.group(help=__doc__)
def main() -> None:
    """Manage the kernel spec."""


@main.command()
@click.option("--user", is_flag=True, help="Install for this user, in any environment.")
@click.option("--prefix", help="Install for the environment with this prefix.")
def install(user: bool, prefix: str | None) -> None:
    """Install the kernel spec and print its folder."""
    source = Path(__file__).with_name("kernelspec")
    click.echo(KernelSpecManager().install_kernel_spec(str(source), NAME, user=user, prefix=prefix))


if __name__ == "__main__":
    main()
