"""Web archives (.mht, .mhtml): a saved page with its pictures as a mail message (RFC 2557)."""

from __future__ import annotations

import email
from typing import TYPE_CHECKING

from gouji.bilingual import GoujiError
from gouji.readers import html

if TYPE_CHECKING:
    from gouji.document import Document, Source


def read(data: bytes, source: Source) -> Document:
    """Read the first page of the archive that shows any text. Raises GoujiError where none does."""
    message = email.message_from_bytes(data)
    failure = GoujiError(
        f"{source.name}：网页归档中没有网页。请在浏览器中重新保存网页。",
        f"{source.name}: the web archive holds no page. Save the page again in a browser.",
    )
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                try:
                    return html.read(page, source)
                except GoujiError as error:  # a frame set has no text of its own, the frames follow it
                    failure = error
    raise failure
