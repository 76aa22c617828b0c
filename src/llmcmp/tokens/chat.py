"""Tokens of a chat request: the texts, what the format adds, tools and images."""

from __future__ import annotations

import binascii
import json
import struct
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any, Literal

from ..errors import InputError, UncountableError
from ..pricing.images import image_tokens
from ..records import record
from ..schema import Calibration, ContentClass, Meter, ModelSpec
from ..usage import Image, TokenCount, TokenItem
from .counting import count_tokens
from .pictures import picture_size

_UNPUBLISHED_LOW, _UNPUBLISHED, _UNPUBLISHED_HIGH = 0, 4, 8


@record
class Message:
    """One message of a chat."""

    role: str
    """``system``, ``user``, ``assistant``, ``tool``, ..."""
    texts: tuple[str, ...] = ()
    """Texts of the message, tool calls and their results included."""
    name: str | None = None
    """Name of the speaker, where one is given."""
    images: tuple[Image, ...] = ()
    """Size of each image, in pixels."""


@record
class ChatCount:
    """A counted chat request, item by item."""

    total: TokenCount
    items: tuple[TokenItem, ...]


def count_chat(
    messages: Sequence[Message],
    spec: ModelSpec,
    *,
    calibration: Calibration,
    tools: Sequence[Mapping[str, Any]] = (),
    images: Sequence[Image] = (),
    audio_seconds: Decimal = Decimal(0),
    content_class: ContentClass | None = None,
) -> ChatCount:
    """Count a chat request on one model, by the rules of its vendor where these are published."""
    notes: dict[str, None] = {}

    def count(text: str, kind: ContentClass | None = content_class) -> TokenCount:
        counted = count_tokens(text, spec, calibration=calibration, content_class=kind)
        if text:
            notes.update(dict.fromkeys(counted.notes))
        return counted

    empty = count("")
    prefix = empty.tokens  # a prefix comes once before everything, not before every text
    items = list(_text_items(messages, count, prefix))
    if prefix:
        items.append(_fixed("prefix", prefix, f"{spec.tokenizer.prefix} in front"))
    items += _wrapping(messages, spec)
    items += _tool_items(tools, count, prefix)
    all_images = (*(image for message in messages for image in message.images), *images)
    items += (_image_item(image, spec) for image in all_images)
    if audio_seconds:
        items.append(_audio_item(audio_seconds, spec))
    return ChatCount(total=_total(items, empty.tokenizer, tuple(notes)), items=tuple(items))


def _fixed(what: str, tokens: int, rule: str) -> TokenItem:
    return TokenItem(what=what, tokens=tokens, low=tokens, high=tokens, rule=rule)


def _text_items(messages: Sequence[Message], count: Any, prefix: int) -> Iterator[TokenItem]:
    for index, message in enumerate(messages):
        # Roles and names are text of the request, too.
        texts = (message.role, *message.texts, *([message.name] if message.name else []))
        counts = [count(text) for text in texts]
        yield TokenItem(
            what=f"message {index + 1} ({message.role})",
            tokens=sum(each.tokens - prefix for each in counts),
            low=sum(each.low - prefix for each in counts),
            high=sum(each.high - prefix for each in counts),
            rule=f"{counts[0].tokenizer}, {counts[0].kind}",
        )


def _wrapping(messages: Sequence[Message], spec: ModelSpec) -> Iterator[TokenItem]:
    """Yield what the chat format adds."""
    if not messages or spec.features.instruction_tuned == "no":
        return
    size, names = len(messages), sum(message.name is not None for message in messages)
    rule = spec.chat_overhead
    if rule is None:
        yield TokenItem(
            what="chat format",
            tokens=size * _UNPUBLISHED,
            low=size * _UNPUBLISHED_LOW,
            high=size * _UNPUBLISHED_HIGH,
            rule=f"estimate: no rule is published, up to {_UNPUBLISHED_HIGH} a message",
        )
        return
    yield _fixed("chat format", size * rule.per_message, f"{rule.per_message} a message")
    if names:
        yield _fixed("names", names * rule.per_name, f"{rule.per_name} a name")
    yield _fixed("reply", rule.reply, f"{rule.reply} to open the answer")


def _tool_items(tools: Sequence[Mapping[str, Any]], count: Any, prefix: int) -> Iterator[TokenItem]:
    """Yield tool schemas; vendors do not publish how they write them out, so these have a band."""
    for index, tool in enumerate(tools):
        compact = count(json.dumps(tool, ensure_ascii=False, separators=(",", ":")), "json")
        spacious = count(json.dumps(tool, ensure_ascii=False, indent=2), "json")
        words = count(" ".join(_words(tool)), "json")
        low = min(words.low, compact.low)
        yield TokenItem(
            what=f"tool {index + 1} ({_tool_name(tool)})",
            tokens=compact.tokens - prefix,
            low=low - prefix,
            high=max(spacious.high, compact.high) - prefix,
            rule="estimate: its compact JSON, between its bare words and its indented JSON",
        )


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif isinstance(value, str):
        yield value


def _tool_name(tool: Mapping[str, Any]) -> str:
    inner = tool.get("function")
    return str((inner if isinstance(inner, Mapping) else tool).get("name", "unnamed"))


def _image_item(image: Image, spec: ModelSpec) -> TokenItem:
    if spec.image_tokens is None:
        raise UncountableError(
            f"no image tokens for {spec.id}: its rule is not known",
            hint="leave the image out, or name a model whose rule is known",
        )
    return _fixed(
        f"image {image.width}x{image.height} {image.detail}",
        image_tokens(spec.image_tokens, image),
        f"{spec.image_tokens.rule} rule of {spec.developer or spec.id}",
    )


def _audio_item(seconds: Decimal, spec: ModelSpec) -> TokenItem:
    rate = spec.audio_tokens.input_per_second if spec.audio_tokens else None
    if rate is None:
        raise UncountableError(
            f"no audio tokens for {spec.id}: its rule is not known",
            hint="leave the sound out, or name a model whose rule is known",
        )
    tokens = int((seconds * rate).to_integral_value(ROUND_CEILING))
    rule = f"{rate} a second"
    what = f"audio {seconds} s"
    return TokenItem(
        what=what, tokens=tokens, low=tokens, high=tokens, rule=rule, meter=Meter.INPUT_AUDIO
    )


def _total(items: Sequence[TokenItem], tokenizer: str, notes: tuple[str, ...]) -> TokenCount:
    low, high = sum(item.low for item in items), sum(item.high for item in items)
    kind: Literal["exact", "calibrated"] = "exact" if low == high else "calibrated"
    return TokenCount(
        tokens=sum(item.tokens for item in items),
        kind=kind,
        low=low,
        high=high,
        tokenizer=tokenizer,
        notes=notes,
    )


def read_messages(text: str, name: str) -> tuple[Message, ...]:
    """Return the messages in the JSON *text* of the file *name*: a list, or an object with one."""
    data = _parsed(text, name)
    path = ""
    if isinstance(data, dict):
        if "messages" not in data:
            raise InputError(f"{name}: no messages", hint='give a list, or {"messages": [...]}')
        data, path = data["messages"], "messages"
    if not isinstance(data, list):
        raise InputError(f"{name}: {path or 'content'}: not a list of messages")
    return tuple(_message(each, f"{name}: {path}[{at}]") for at, each in enumerate(data))


def read_tools(text: str, name: str) -> tuple[Mapping[str, Any], ...]:
    """Return the tool schemas in the JSON *text* of the file *name*."""
    data = _parsed(text, name)
    if isinstance(data, dict):
        data = data.get("tools", [data])
    if not isinstance(data, list):
        raise InputError(f"{name}: not a list of tools")
    for at, tool in enumerate(data):
        if not isinstance(tool, dict):
            raise InputError(f"{name}: [{at}]: not a tool schema: {_kind(tool)}")
    return tuple(data)


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{name}:{error.lineno}:{error.colno}"
        raise InputError(f"{where}: not JSON: {error.msg.lower()}") from None
    except RecursionError:
        raise InputError(f"{name}: nested too deeply") from None


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false"}
    return names.get(type(value), "null" if value is None else "a number")


def _string(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"{path}: not a string: {_kind(value)}")
    return value


def _message(data: Any, path: str) -> Message:
    if not isinstance(data, dict):
        raise InputError(f"{path}: not a message: {_kind(data)}")
    if "role" not in data:
        raise InputError(f"{path}.role: missing")
    role = _string(data["role"], f"{path}.role")
    name = None if data.get("name") is None else _string(data["name"], f"{path}.name")
    texts: list[str] = []
    images: list[Image] = []
    calls = data.get("tool_calls") or []
    content = data.get("content")
    if content is None and not calls:
        raise InputError(f"{path}.content: missing")
    if isinstance(content, str):
        texts.append(content)
    elif isinstance(content, list):
        for at, part in enumerate(content):
            _read_part(part, f"{path}.content[{at}]", texts, images)
    elif content is not None:
        raise InputError(f"{path}.content: not a string or a list: {_kind(content)}")
    texts += _calls(calls, f"{path}.tool_calls")
    return Message(role=role, texts=tuple(texts), name=name, images=tuple(images))


def _calls(calls: Any, path: str) -> Iterator[str]:
    """Yield the names and arguments of tool calls."""
    if not isinstance(calls, list):
        raise InputError(f"{path}: not a list: {_kind(calls)}")
    for at, call in enumerate(calls):
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(function, dict):
            raise InputError(f"{path}[{at}].function: missing")
        for key in ("name", "arguments"):
            yield _string(function.get(key, ""), f"{path}[{at}].function.{key}")


def _read_part(part: Any, path: str, texts: list[str], images: list[Image]) -> None:
    if not isinstance(part, dict):
        raise InputError(f"{path}: not a part of a message: {_kind(part)}")
    match part.get("type"):
        case "text" | "input_text" | "output_text":
            texts.append(_string(part.get("text"), f"{path}.text"))
        case "image_url":
            images.append(_linked_image(part.get("image_url"), f"{path}.image_url"))
        case "image":
            source = part.get("source")
            data = source.get("data") if isinstance(source, dict) else None
            images.append(_encoded_image(data, f"{path}.source.data", "high"))
        case "tool_use":
            texts.append(json.dumps(part.get("input", {}), ensure_ascii=False))
        case "tool_result":
            texts.append(_string(part.get("content", ""), f"{path}.content"))
        case kind:
            raise InputError(f"{path}.type: not text or image: {kind}")


def _linked_image(value: Any, path: str) -> Image:
    link = value if isinstance(value, dict) else {"url": value}
    url = _string(link.get("url"), f"{path}.url")
    if not url.startswith("data:"):
        raise InputError(
            f"{path}.url: an image on the network has no size here",
            hint="leave it out and give its size with --image 1024x1024",
        )
    return _encoded_image(url.partition(",")[2], f"{path}.url", link.get("detail", "high"))


def _encoded_image(data: Any, path: str, detail: Any) -> Image:
    try:
        size = picture_size(b64decode(_string(data, path)))
    except (binascii.Error, ValueError, struct.error, IndexError):
        size = None
    if size is None:
        raise InputError(f"{path}: not a picture in base64")
    return Image(width=size[0], height=size[1], detail="low" if detail == "low" else "high")
