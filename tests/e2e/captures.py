"""Screenshots of the documentation, written only when JALON_CAPTURES is set."""

from __future__ import annotations

import base64
import os
import struct
import zlib
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.e2e.browser import DESKTOP

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "captures"
HEAVIEST = 150_000
# The 256 most frequent colours; each other one becomes its nearest.
_QUANTISE = """async (image) => {
  const picture = new Image();
  picture.src = 'data:image/png;base64,' + image;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0);
  const bytes = context.getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Uint32Array(bytes.length / 4);
  const counts = new Map();
  for (let at = 0; at < colours.length; at++) {
    colours[at] = bytes[4 * at] << 16 | bytes[4 * at + 1] << 8 | bytes[4 * at + 2];
    counts.set(colours[at], (counts.get(colours[at]) || 0) + 1);
  }
  const palette = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, 256);
  const near = new Map(palette.map((colour, index) => [colour, index]));
  const far = (a, b) => [16, 8, 0].reduce(
    (sum, shift) => sum + ((a >> shift & 255) - (b >> shift & 255)) ** 2, 0);
  const nearest = (colour) => palette.reduce(
    (best, each, index) => far(colour, each) < far(colour, palette[best]) ? index : best, 0);
  let text = '';
  for (const colour of colours) {
    if (!near.has(colour)) { near.set(colour, nearest(colour)); }
    text += String.fromCharCode(near.get(colour));
  }
  return {width: canvas.width, height: canvas.height, palette, pixels: btoa(text)};
}"""


class Photographer:
    """Keeps a picture of a page for the documentation, when asked to."""

    def __init__(self, browser: Browser, *, wanted: bool) -> None:
        self._browser = browser
        self._active = wanted and bool(os.environ.get("JALON_CAPTURES"))

    def take(self, page: Page, name: str, *, width: int = 0) -> None:
        """Write docs/captures/``name``.png: the first screen of the page."""
        if not self._active:
            return
        if width:
            page.set_viewport_size(ViewportSize(width=width, height=DESKTOP["height"]))
        page.mouse.move(0, 0)
        page.evaluate("window.scrollTo(0, 0)")
        shot = page.screenshot(animations="disabled")
        page.set_viewport_size(DESKTOP)
        light = self._with_palette(shot)
        assert len(light) < HEAVIEST, f"{name}.png: {len(light)} bytes"
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.png").write_bytes(light)

    def _with_palette(self, shot: bytes) -> bytes:
        """The same picture in 256 colours, a quarter of the weight."""
        page = self._browser.new_page()
        drawn = page.evaluate(_QUANTISE, base64.b64encode(shot).decode())
        page.close()
        return _png(drawn)


def _png(drawn: dict[str, Any]) -> bytes:
    """An indexed PNG (ISO/IEC 15948), without filter: flat colours compress best so."""
    width, height = drawn["width"], drawn["height"]
    pixels = base64.b64decode(drawn["pixels"])
    rows = (b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width))
    palette = b"".join(colour.to_bytes(3, "big") for colour in drawn["palette"])
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(b"".join(rows), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
