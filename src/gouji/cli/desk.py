"""``gouji desk``: a page on this machine that reports are dropped on.

It is a Jupyter server without its services: no kernels, files, terminals or extensions, and none of the
user's settings, so that nothing opens it to another host. The token, the cookie that stands for it, the check
of the host's name and that against forged requests are Jupyter's own.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from gouji.batch.desk import Desk
    from gouji.model.text import Lang


_DESK = Text(
    "在本机打开一个网页：把报告拖进去，逐份看到结论，打开证据，作出决定，下载表格和通知书。\n\n"
    "只有本机、凭地址中的口令才能打开。报告按读出的年度和机关存入 data，证据写到 reports，\n"
    "已有的文件不会被覆盖。",
    "Open a page on this machine: drop reports in, see the verdicts come, open the evidence, decide, and\n"
    "download the workbook and notices.\n\n"
    "Only this machine gets in, with the token in the address. Reports go to data by the year and body\n"
    "read from them, evidence to reports; no file is ever overwritten.",
)
_OUT = Text("证据写到哪个文件夹，默认 reports。", "Folder for the evidence; reports by default.")
_NO_BROWSER = Text("不打开浏览器，只给出地址。", "Open no browser, only print the address.")
_PORT = Text("端口，默认 8899，被占用时换一个。", "The port, 8899 by default, another where it is taken.")
_PORT_NUMBER = 8899
_HOST = "127.0.0.1"
_MISSING = Text(
    "缺少打开网页所需的组件：请安装 gouji[desk]。",
    "gouji desk needs jupyter-server: install gouji[desk].",
)


def command(lang: Lang) -> click.Command:
    """Return ``gouji desk``."""
    folder = click.Path(file_okay=False, path_type=Path)
    params: list[click.Parameter] = [
        parameters.data(lang),
        click.Option(["--out"], metavar="DIR", type=folder, default=parameters.REPORTS, help=_OUT.said(lang)),
        parameters.packs(lang),
        parameters.jobs(lang),
        click.Option(["--no-browser"], is_flag=True, help=_NO_BROWSER.said(lang)),
        click.Option(
            ["--port"],
            metavar="N",
            type=click.IntRange(0, 65535),
            default=_PORT_NUMBER,
            help=_PORT.said(lang),
        ),
    ]
    return BilingualCommand("desk", lang, _DESK, params, partial(_desk, Session(lang)))


def _desk(
    session: Session,
    *,
    data: Path | None,
    out: Path,
    packs: tuple[Path, ...],
    jobs: int | None,
    no_browser: bool,
    port: int,
) -> ExitStatus:
    from importlib.util import find_spec
    from tempfile import TemporaryDirectory

    if find_spec("jupyter_server") is None:
        raise GoujiError(_MISSING.zh, _MISSING.en)
    from gouji.batch.desk import Desk
    from gouji.cli.audit import refuse_unread_decisions
    from gouji.reports import decisions_in, roster_in
    from gouji.rules.packs import chosen

    home = data or parameters.DATA

    def before() -> None:
        refuse_unread_decisions(out, decisions_in(home))

    with TemporaryDirectory(prefix="gouji-desk-") as aside:
        further = tuple(chosen(packs, roster_in(home)))
        desk = Desk(home, out, Path(aside), lang=session.lang, jobs=jobs, before=before, packs=further)
        server = server_of(desk, port=port, browser=not no_browser)
        # once it can be opened, which is when the loop runs
        server.io_loop.add_callback(click.echo, server.address)
        desk.start()
        server.start()
    return session.status()


def server_of(desk: Desk, *, port: int, browser: bool) -> Any:  # noqa: ANN401  its class needs the extra
    """Return the server of a desk, not yet started; ``address`` is where it opens, token included."""
    import base64
    import hashlib
    import logging
    import secrets

    from jupyter_server.base.handlers import JupyterHandler, Template404
    from jupyter_server.serverapp import ServerApp
    from tornado import web
    from traitlets.config import Config

    from gouji.show.page import digest_of
    from gouji.show.render import decide_script, desk_script, filter_script

    own = base64.b64encode(hashlib.sha256(desk_script().encode()).digest()).decode()
    frame = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    nothing = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; {frame}"
    ours = " ".join(f"'sha256-{digest_of(script)}'" for script in (decide_script(), filter_script()))
    policy_of_page = f"{nothing}; connect-src 'self'; script-src 'sha256-{own}'"
    # evidence is of no origin: even a script that got into it could ask the desk for nothing
    policy_of_evidence = f"sandbox allow-scripts allow-forms allow-downloads; {nothing}; script-src {ours}"

    class _Handler(JupyterHandler):
        policy = nothing

        @property
        def content_security_policy(self) -> str:
            return self.policy

        def set_default_headers(self) -> None:
            super().set_default_headers()
            self.set_header("Referrer-Policy", "no-referrer")
            self.set_header("Cache-Control", "no-store")
            self.set_header("Cross-Origin-Resource-Policy", "same-origin")

        def tell(self, **said: object) -> None:
            self.set_header("Content-Type", "application/json")
            self.finish(dict(said))

        def refuse(self, error: GoujiError) -> None:
            self.set_status(400)
            self.tell(error=error.text.said(desk.lang))

    class _Page(_Handler):
        policy = policy_of_page

        @web.authenticated
        def get(self) -> None:
            from gouji.show.render import desk_page

            self.finish(desk_page(desk.lang, self.xsrf_token.decode(), LIMITS.file_bytes))

    class _State(_Handler):
        @web.authenticated
        def get(self) -> None:
            self.tell(**desk.state())

    class _Drop(_Handler):
        @web.authenticated
        def post(self) -> None:
            self.tell(number=desk.drop(self.get_query_argument("name", ""), self.request.body))

    class _Answer(_Handler):
        @web.authenticated
        def post(self) -> None:
            try:
                said = self.get_json_body() or {}
                desk.answer(int(said["number"]), int(said["year"]), said.get("agency") or None)
                self.tell()
            except GoujiError as error:
                self.refuse(error)
            except (KeyError, TypeError, ValueError) as error:
                raise web.HTTPError(400) from error

    class _PutAway(_Handler):
        @web.authenticated
        def post(self) -> None:
            try:
                desk.put_away(int((self.get_json_body() or {})["number"]))
                self.tell()
            except GoujiError as error:
                self.refuse(error)
            except (KeyError, TypeError, ValueError) as error:
                raise web.HTTPError(400) from error

    class _Decide(_Handler):
        @web.authenticated
        def post(self) -> None:
            import getpass

            try:
                said = {key: str(value) for key, value in (self.get_json_body() or {}).items()}
                by = said.get("by", "").strip() or getpass.getuser()
                desk.decide(said["finding"], said["decision"], by, said.get("note", ""))
                self.tell()
            except GoujiError as error:
                self.refuse(error)
            except (KeyError, AttributeError) as error:
                raise web.HTTPError(400) from error

    class _Evidence(_Handler, web.StaticFileHandler):
        policy = policy_of_evidence

        @web.authenticated
        def get(  # type: ignore[override]  # the decorator says less than tornado's own method
            self, path: str, include_body: bool = True
        ) -> Awaitable[None]:
            return web.StaticFileHandler.get(self, path, include_body)

        def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
            path, base = Path(absolute_path).resolve(), Path(root).resolve()
            # nothing hidden, nothing a link leads out to, and of files only what a run writes for people
            hidden = path.is_relative_to(base) and any(
                part.startswith(".") for part in path.relative_to(base).parts
            )
            if not path.is_relative_to(base) or hidden or path.suffix not in (".html", ".xlsx"):
                raise web.HTTPError(404)
            return super().validate_absolute_path(root, absolute_path)

        def set_extra_headers(self, path: str) -> None:
            self.set_header("Cache-Control", "no-store")
            if not path.endswith(".html"):
                self.set_header("Content-Disposition", "attachment")

    class _Notice(_Handler):
        @web.authenticated
        def get(self, folder: str) -> None:
            from gouji.cli.notice import template_of
            from gouji.show.notice import findings_of, notice_bytes

            try:
                record = desk.record(folder)
                content = notice_bytes(record, template_of(desk.lang), None, desk.lang)
            except GoujiError as error:
                raise web.HTTPError(404) from error
            if not findings_of(record):
                raise web.HTTPError(404)
            self.set_header("Content-Type", "application/octet-stream")
            self.set_header("Content-Disposition", 'attachment; filename="notice.docx"')
            self.finish(content)

    class _DeskServer(ServerApp):
        # no kernels, no files, no terminals
        default_services: tuple[str, ...] = ()  # type: ignore[assignment]
        address = ""
        no_browser_open_file = not browser

        def load_config_file(self, *args: object, **named: object) -> None:
            """Read no settings: none of them can open the desk to others."""

        def write_server_info_file(self) -> None:
            """Be on no list of servers."""

        def remove_server_info_file(self) -> None:
            """Nothing was written."""

    nowhere = desk.aside / "nothing"
    nowhere.mkdir()
    token = secrets.token_urlsafe(32)
    config = Config()
    config.IdentityProvider.token = token
    config.IdentityProvider.cookie_options = {"samesite": "Lax"}
    config.ServerApp.update(
        ip=_HOST,
        port=port,
        allow_remote_access=False,
        allow_root=True,
        answer_yes=True,
        open_browser=browser,
        cookie_secret=secrets.token_bytes(32),
        root_dir=str(nowhere),
        max_body_size=LIMITS.file_bytes,
        max_buffer_size=LIMITS.file_bytes + 2**20,
        log_level=logging.ERROR,
    )
    server = _DeskServer(config=config)
    server.initialize(argv=[], find_extensions=False)
    add: Any = server.web_app.add_handlers
    handlers = [
        (r"/", _Page),
        (r"/state", _State),
        (r"/drop", _Drop),
        (r"/answer", _Answer),
        (r"/away", _PutAway),
        (r"/decide", _Decide),
        (r"/evidence/(.*)", _Evidence, {"path": str(desk.out.absolute())}),
        (r"/notice/((?:\d{4}|undated)/[^/]+)", _Notice),
        # the manager of contents brings this along also where the service of that name is left out
        (r"/files/.*", Template404),
    ]
    add(".*$", handlers)
    server.address = f"http://{_HOST}:{server.port}/?token={token}"
    return server
