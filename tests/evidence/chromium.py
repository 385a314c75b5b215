"""Headless Chromium without a network, driven over its DevTools pipe (https://chromedevtools.github.io).

The browser runs in a network namespace of its own where the system allows one; nothing can be reached from
there. Everywhere its names resolve to nothing. What pages ask for and what they say is kept.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from select import select
from tempfile import TemporaryDirectory

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")

#: Puts two inherited descriptors where Chromium expects its pipe, 3 and 4, and becomes Chromium.
_ON_PIPE = """
import fcntl, os, sys
read, write = (fcntl.fcntl(int(fd), fcntl.F_DUPFD, 10) for fd in sys.argv[1:3])
os.dup2(read, 3)
os.dup2(write, 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_NO_NAMES = "MAP * ~NOTFOUND"
#: Seconds to wait for an answer.
_PATIENCE = 120
_KEYS = {"Tab": 9, "Enter": 13, "Space": 32, "ArrowDown": 40}
_TYPED = {"Enter": "\r", "Space": " "}


@cache
def _namespace() -> list[str]:
    """Return the command that cuts off the network, empty where this user may not."""
    alone = [shutil.which("unshare") or "unshare", "--map-root-user", "--net"]
    try:
        done = subprocess.run([*alone, "true"], capture_output=True, check=False)
    except OSError:
        return []
    return alone if done.returncode == 0 else []


class Chromium:
    """One page of a running browser. ``asked`` are the addresses it asked for, ``said`` its messages.

    ``blocked`` are those among them that a policy kept from leaving the browser.
    """

    def __init__(self, commands, answers):
        self._commands, self._answers, self._unread = commands, answers, b""
        self._count, self._session = 0, None
        self._events: list[str | None] = []
        self.asked: list[str] = []
        self.blocked: list[str] = []
        self._requests: dict[str, str] = {}
        self.said: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        """Call a method of the protocol and return its result."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        self._commands.flush()
        while (answer := self._next()).get("id") != self._count:
            self._events.append(answer.get("method"))
        assert "error" not in answer, (method, answer["error"])
        return answer["result"]

    def open(self, url):
        """Open an address and wait until it is loaded."""
        self._events.clear()
        # without a loader the address is another place of the same page
        if "loaderId" in self.call("Page.navigate", url=url):
            self._wait_until_loaded()

    def follow(self, expression):
        """Do what leads to another page, and wait until that is loaded."""
        self._events.clear()
        self.look(expression)
        self._wait_until_loaded()

    def look(self, expression):
        """Return what an expression of JavaScript, possibly a promise, gives in the page."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def press(self, key):
        """Press and let go a key."""
        code = {"key": _TYPED.get(key, key), "code": key, "windowsVirtualKeyCode": _KEYS[key]}
        typed = {"text": _TYPED[key]} if key in _TYPED else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **code, **typed)
        self.call("Input.dispatchKeyEvent", type="keyUp", **code)

    def screen(self, width, height, *, dark=False, scale=1):
        """Show pages on a screen of so many CSS pixels; one below 600 wide is a phone."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", features=[scheme, still])

    def picture(self):
        """Return what the screen shows, as WebP."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="webp", quality=80)["data"])

    def saving_to(self, folder):
        """Let pages save files into a folder, and keep what they save there."""
        self.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def saved(self, expression):
        """Do what saves a file, and wait until it is whole."""
        self._events.clear()
        self.look(expression)
        while "Page.downloadProgress completed" not in self._events:
            self._events.append(self._next().get("method"))

    def printed(self):
        """Return the page printed as its own style sheet says, as a PDF."""
        told = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(told["data"])

    def _wait_until_loaded(self):
        while "Page.loadEventFired" not in self._events:
            self._events.append(self._next().get("method"))

    def _next(self):
        while b"\0" not in self._unread:
            assert select([self._answers], [], [], _PATIENCE)[0], "the browser does not answer"
            told = os.read(self._answers.fileno(), 1 << 16)
            assert told, "the browser has ended"
            self._unread += told
        message, _, self._unread = self._unread.partition(b"\0")
        told = json.loads(message)
        self._keep(told.get("method"), told.get("params", {}))
        return told

    def _keep(self, event, about):
        if event == "Page.downloadProgress":
            self._events.append(f"{event} {about['state']}")
        elif event == "Network.requestWillBeSent":
            self.asked.append(about["request"]["url"])
            self._requests[about["requestId"]] = about["request"]["url"]
        elif event == "Network.loadingFailed" and about.get("blockedReason"):
            self.blocked.append(self._requests[about["requestId"]])
        elif event == "Runtime.consoleAPICalled":
            self.said.append(" ".join(str(one.get("value")) for one in about["args"]))
        elif event == "Runtime.exceptionThrown":
            self.said.append(about["exceptionDetails"]["text"])
        elif event == "Log.entryAdded":
            self.said.append(about["entry"]["text"])


@contextmanager
def browser(*, machine=False):
    """Run the browser and give a page of it. ``machine``: servers on this machine can be reached."""
    read_command, write_command = os.pipe()
    read_answer, write_answer = os.pipe()
    with TemporaryDirectory(prefix="gouji-browser-", ignore_cleanup_errors=True) as profile:
        on_pipe = [sys.executable, "-c", _ON_PIPE, str(read_command), str(write_answer)]
        alone, names = ([], f"{_NO_NAMES}, EXCLUDE 127.0.0.1") if machine else (_namespace(), _NO_NAMES)
        flags = [*_FLAGS, f"--host-resolver-rules={names}", f"--user-data-dir={profile}"]
        command = [*alone, *on_pipe, BROWSER, *flags]
        with (
            subprocess.Popen(
                command,
                pass_fds=(read_command, write_answer),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as process,
            os.fdopen(write_command, "wb") as commands,
            os.fdopen(read_answer, "rb") as answers,
        ):
            os.close(read_command)
            os.close(write_answer)
            try:
                yield Chromium(commands, answers)
            finally:
                process.kill()
