"""GPUs, engines and precisions by their ids and everyday spellings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from ..errors import InputError, UnknownNameError
from ..records import replace
from ..schema import Source
from ..schema.gpu import Gpu, GpuPrice, GpusFile
from ..schema.hosting import Engine, HostingParameters, Precision

Named = TypeVar("Named", bound=Gpu | Engine | Precision)

_COUNT = re.compile(r"(\d{1,6})\s*[x*×]\s*(\S.*)", re.IGNORECASE)  # noqa: RUF001
_BRAND = re.compile(r"^(?:(?:nvidia|amd|tesla|geforce|instinct)-)+")
_NOISE = re.compile(r"\([^)]*\)|\b[vr]?\d+(?:\.[\dx]+)*\b(?!-bit)|\btuned\b")


def find_gpu(text: str, gpus: GpusFile) -> Gpu:
    """Return the GPU called *text*, exactly; near misses are suggestions."""
    return _find("GPU", text, gpus.gpus, _brandless)


def find_engine(text: str | None, parameters: HostingParameters) -> Engine:
    """Return the engine called *text*, versions ignored; the default where it is None."""
    if text is None:
        return parameters.engines[0]
    return _find("engine", text, parameters.engines, _unversioned)


def find_precision(text: str | None, parameters: HostingParameters) -> Precision:
    """Return the precision called *text*; the default where it is None."""
    if text is None:
        return parameters.precisions[0]
    return _find("precision", text, parameters.precisions, _plain)


def gpu_names(gpus: GpusFile) -> frozenset[str]:
    """Return every id and alias in lower case: what may follow ``@`` as a plan."""
    return frozenset(name.lower() for gpu in gpus.gpus for name in (gpu.id, gpu.name, *gpu.aliases))


def parse_plan(text: str, gpus: GpusFile) -> tuple[int | None, Gpu]:
    """Read ``8xA100-80-SXM`` or ``A100-80`` into a count, if given, and a GPU."""
    match = _COUNT.fullmatch(text.strip())
    if match is None:
        return None, find_gpu(text, gpus)
    count = int(match[1])
    if count < 1:
        raise InputError(f"{text}: not a number of GPUs: {count}")
    return count, find_gpu(match[2], gpus)


def with_additions(
    gpus: GpusFile,
    more: Iterable[Gpu] = (),
    prices: Iterable[GpuPrice] = (),
    *,
    sources: Mapping[str, Source] | None = None,
) -> GpusFile:
    """Add the cards and prices of overlays, with the *sources* they may cite.

    A card with a known id replaces it.
    """
    added = {gpu.id: gpu for gpu in more}
    others = tuple(gpu for gpu in gpus.gpus if gpu.id not in added)
    resolved = GpusFile(version=gpus.version, gpus=(*others, *added.values()))
    rows = tuple(replace(row, gpu=find_gpu(row.gpu, resolved).id) for row in prices)
    return replace(
        gpus,
        gpus=resolved.gpus,
        prices=(*gpus.prices, *rows),
        sources={**gpus.sources, **(sources or {})},
    )


def _find(kind: str, text: str, things: Iterable[Named], spell: Callable[[str], str]) -> Named:
    """Look *text* up among ids, names and aliases."""
    table: dict[str, Named] = {}
    for thing in things:
        for name in (thing.id, thing.name, *thing.aliases):
            table.setdefault(spell(name), thing)
    if spell(text) not in table:
        ids = {name: thing.id for name, thing in table.items()}
        raise UnknownNameError(f"unknown {kind}: {text}", hint=_near(spell(text), ids))
    return table[spell(text)]


def _near(plain: str, ids: Mapping[str, str]) -> str:
    """Suggest the ids whose spelling is close; list all where none is."""
    from difflib import get_close_matches

    close = [name for name in ids if plain and (name.startswith(plain) or plain in name)]
    close += get_close_matches(plain, ids, n=3, cutoff=0.6)
    near = list(dict.fromkeys(ids[name] for name in close))[:3]
    known = ", ".join(dict.fromkeys(ids.values()))
    if near:
        return f"did you mean {', '.join(near)}? known: {known}"
    return f"known: {known}"


def _plain(text: str) -> str:
    """Spell without case and with one kind of separator."""
    return re.sub(r"[\s_-]+", "-", text.strip().lower()).strip("-")


def _brandless(text: str) -> str:
    """Spell a card without its maker: ``NVIDIA A100-SXM4-80GB`` is ``a100-sxm4-80gb``."""
    return _BRAND.sub("", _plain(text))


def _unversioned(text: str) -> str:
    """Spell an engine without version, date and remarks."""
    return _plain(_NOISE.sub(" ", text.lower()).replace("+", " "))
