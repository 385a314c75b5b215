"""Scans made of the corpus: its PDFs as pictures, spoilt in the ways that scanners and cameras spoil them."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from corpus.variants import PDF


def turned(page, degrees):
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, turn, (width, height), borderValue=(255, 255, 255))


def speckled(page):
    spots = np.random.default_rng(1).random(page.shape[:2]) < 0.0004
    return np.where(spots[..., None], 0, page).astype(np.uint8)


def sealed(page):
    """A red seal over figures."""
    over = page.copy()
    cv2.circle(over, (page.shape[1] // 2, page.shape[0] // 2), page.shape[1] // 9, (40, 40, 220), 6)
    return np.minimum(page, over)


def photographed(page):
    """Seen from the side, in light that fades across the page, with the noise of a sensor."""
    height, width = page.shape[:2]
    paper = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = paper * 0.95 + np.array([[0.03, 0.02], [0.02, 0], [0.04, 0.03], [0, 0.01]], np.float32) * width
    mapping = cv2.getPerspectiveTransform(paper, seen)
    flat = cv2.warpPerspective(page, mapping, (width, height), borderValue=(90, 110, 120))
    lit = flat * np.linspace(1, 0.6, width)[None, :, None] + np.random.default_rng(2).normal(0, 5, flat.shape)
    return squeezed(lit.clip(0, 255).astype(np.uint8))


def blotted(page):
    spots = np.random.default_rng(1).random(page.shape[:2]) < 0.002
    spots = cv2.dilate(spots.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0
    return np.where(spots[..., None], 0, page).astype(np.uint8)


def squeezed(page):
    return cv2.imdecode(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_COLOR)


WAYS = {
    "100 dpi": (100, lambda page: page),
    "150 dpi": (150, lambda page: page),
    "200 dpi": (200, lambda page: page),
    "300 dpi": (300, lambda page: page),
    "askew": (200, lambda page: turned(page, 1.2)),
    "blurred": (200, lambda page: cv2.GaussianBlur(page, (3, 3), 0)),
    "jpeg": (200, squeezed),
    "speckled": (200, speckled),
    "grey": (200, lambda page: (page * 0.8 + 20).astype(np.uint8)),
    "sealed": (200, sealed),
    "photographed": (200, photographed),
    "blots": (200, blotted),
}


def pages(dpi, change, figures):
    pdf = pypdfium2.PdfDocument(PDF.write(figures))
    return [change(page.render(scale=dpi / 72).to_numpy()[:, :, :3].copy()) for page in pdf]


def scanned(dpi, change, figures):
    """A PDF of pictures of the pages."""
    images = [Image.fromarray(page[:, :, ::-1]) for page in pages(dpi, change, figures)]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=dpi)
    return out.getvalue()


def printed(figure):
    return "" if figure is None else str(figure)
