"""Pictures are measured from the headers of their files."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from llmcmp.errors import InputError
from llmcmp.tokens import picture_size, read_picture


def png(width: int, height: int) -> bytes:
    """Return the beginning of a PNG file."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + crc


def jpeg(width: int, height: int, orientation: int | None = None) -> bytes:
    """Return the beginning of a JPEG file, with an Exif orientation if asked."""
    exif = b""
    if orientation is not None:
        tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
        exif = b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff
    comment = b"\xff\xfe" + struct.pack(">H", 7) + b"hello"
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + exif + comment + frame


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (png(640, 480), (640, 480)),
        (jpeg(640, 480), (640, 480)),
        (jpeg(640, 480, orientation=1), (640, 480)),
        (jpeg(640, 480, orientation=6), (480, 640)),
        (b"GIF89a" + struct.pack("<HH", 64, 48), (64, 48)),
        (b"RIFF....WEBPVP8X" + b"\0" * 8 + b"\x7f\x02\0\xdf\1\0", (640, 480)),
        (
            b"RIFF....WEBPVP8L" + b"\0" * 4 + b"/" + struct.pack("<I", 639 | 479 << 14),
            (640, 480),
        ),
        (
            b"RIFF....WEBPVP8 " + b"\0" * 7 + b"\x9d\x01\x2a" + struct.pack("<HH", 640, 480),
            (640, 480),
        ),
        (b"%PDF-1.7", None),
    ],
    ids=["png", "jpeg", "upright", "turned", "gif", "webp-x", "webp-lossless", "webp", "pdf"],
)
def test_size_is_in_the_header(head: bytes, size: tuple[int, int] | None) -> None:
    """Width and height are found in the first bytes of every supported kind."""
    assert picture_size(head) == size


def test_broken_pictures_are_named(tmp_path: Path) -> None:
    """A cut-off picture, a text and a missing file end in a sentence, not in a traceback."""
    cut, text = tmp_path / "cut.png", tmp_path / "text.png"
    cut.write_bytes(png(1, 1)[:18])
    text.write_text("hello")
    with pytest.raises(InputError, match=r"the picture ends before its size: .*cut\.png"):
        read_picture(cut)
    with pytest.raises(InputError, match=r"not a picture: .*text\.png"):
        read_picture(text)
    with pytest.raises(InputError, match=r"cannot read .*gone\.png: no such file"):
        read_picture(tmp_path / "gone.png")
