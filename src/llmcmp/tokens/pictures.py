"""The size of a picture, from the header of its file."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from ..errors import InputError
from ..usage import Image
from .counting import unreadable

_HEAD = 1 << 20
_SUPPORTED = "PNG, JPEG, GIF and WebP files can be measured"


def read_picture(path: Path, detail: Literal["high", "low"] = "high") -> Image:
    """Return the picture in the file *path*."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        size = picture_size(head)
    except (struct.error, IndexError):
        raise InputError(f"the picture ends before its size: {path}") from None
    if size is None:
        raise InputError(f"not a picture: {path}", hint=_SUPPORTED)
    return Image(width=size[0], height=size[1], detail=detail)


def picture_size(head: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, or None if *head* begins no known kind of picture."""
    readers: tuple[tuple[bool, Callable[[bytes], tuple[int, int] | None]], ...] = (
        (head.startswith(b"\x89PNG\r\n\x1a\n"), _png),
        (head.startswith(b"\xff\xd8\xff"), _jpeg),
        (head.startswith((b"GIF87a", b"GIF89a")), _gif),
        (head[:4] == b"RIFF" and head[8:12] == b"WEBP", _webp),
    )
    for matches, read in readers:
        if matches:
            return read(head)
    return None


def _png(head: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", head, 16)
    return width, height


def _gif(head: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", head, 6)
    return width, height


def _jpeg(head: bytes) -> tuple[int, int] | None:
    """Walk the segments to the start of frame; turn the picture if its Exif data say so."""
    at, turned = 2, False
    while True:
        while head[at] == 0xFF:
            at += 1
        marker = head[at]
        at += 1
        if marker in (0x01, *range(0xD0, 0xD8)):
            continue
        if marker in (0xD9, 0xDA):
            return None
        (length,) = struct.unpack_from(">H", head, at)
        # Start of frame, in all its kinds; C4, C8 and CC are tables.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, at + 3)
            return (height, width) if turned else (width, height)
        if marker == 0xE1 and head[at + 2 : at + 8] == b"Exif\0\0":
            turned = _is_turned(head[at + 8 : at + length])
        at += length


def _is_turned(exif: bytes) -> bool:
    """Tell whether the orientation (tag 0x0112) turns the picture by a quarter."""
    try:
        order = {b"II": "<", b"MM": ">"}[exif[:2]]
        (directory,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, directory)
        for entry in range(directory + 2, directory + 2 + 12 * entries, 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, entry)
            if tag == 0x0112:
                return bool(5 <= value <= 8)
    except (KeyError, struct.error):
        pass
    return False


def _webp(head: bytes) -> tuple[int, int] | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
