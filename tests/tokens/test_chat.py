"""A chat request costs its texts, its wrapping, its tools and its images, item by item."""

from __future__ import annotations

import base64
import json
import struct
from decimal import Decimal

import pytest

from llmcmp.errors import InputError, UncountableError
from llmcmp.schema import AudioTokens, Calibration, ChatOverhead, ModelSpec
from llmcmp.tokens import Message, count_chat, read_messages, read_tools
from llmcmp.usage import Image
from tests.tokens.token_models import make_model

HELLO = (
    Message(role="system", texts=("hello world",)),
    Message(role="user", texts=("hello world",), name="Ada"),
)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1024, 1024)


def test_openai_rule(mini: ModelSpec, calibration: Calibration) -> None:
    """Roles 1 + 1, texts 2 + 2, a name of 1 token; 3 a message, 1 a name, 3 for the reply: 17."""
    counted = count_chat(HELLO, mini, calibration=calibration)

    assert [item.tokens for item in counted.items] == [1 + 2, 1 + 2 + 1, 2 * 3, 1, 3]
    assert (counted.total.tokens, counted.total.kind) == (17, "exact")


def test_the_oldest_rule_saves_a_token_per_name(calibration: Calibration) -> None:
    """gpt-3.5-turbo-0301: 4 a message and one fewer where there is a name."""
    old = make_model(
        "gpt-3.5-turbo-0301",
        "cl100k_base",
        chat_overhead=ChatOverhead(per_message=4, per_name=-1, reply=3),
    )

    assert count_chat(HELLO, old, calibration=calibration).total.tokens == 7 + 2 * 4 - 1 + 3


def test_unpublished_wrapping_is_an_estimate(calibration: Calibration) -> None:
    """Without a published rule the wrapping has a band, so the total is not called exact."""
    bare = make_model("bare", "o200k_base")
    total = count_chat(HELLO, bare, calibration=calibration).total

    assert total.kind == "calibrated"
    assert (total.low, total.high) == (7, 7 + 2 * 8)


def test_base_models_have_no_chat_format(opt: ModelSpec, calibration: Calibration) -> None:
    """OPT reads the texts one after the other, with one </s> in front of all."""
    counted = count_chat(HELLO, opt, calibration=calibration)

    assert [item.what for item in counted.items][2:] == ["prefix"]
    assert counted.items[-1].tokens == 1
    assert counted.total.kind == "exact"


def test_images_are_items(mini: ModelSpec, calibration: Calibration) -> None:
    """A 1024-pixel square adds 2833 + 4 x 5667 = 25,501 tokens, at low detail 2,833."""
    images = (Image(width=1024, height=1024), Image(width=1024, height=1024, detail="low"))
    counted = count_chat((), mini, calibration=calibration, images=images)

    assert [item.tokens for item in counted.items] == [25_501, 2_833]


def test_images_without_a_rule_are_refused(opt: ModelSpec, calibration: Calibration) -> None:
    """No number of tokens is made up for an image."""
    with pytest.raises(UncountableError, match="no image tokens for opt-175b"):
        count_chat((), opt, calibration=calibration, images=(Image(width=1, height=1),))


def test_sound_is_an_item(mini: ModelSpec, calibration: Calibration) -> None:
    """At 32 tokens a second, 1.5 seconds are 48 tokens; without a rule there is no number."""
    hearing = make_model("m", "o200k_base", audio_tokens=AudioTokens(input_per_second=Decimal(32)))
    seconds = Decimal("1.5")

    heard = count_chat((), hearing, calibration=calibration, audio_seconds=seconds)
    assert heard.total.tokens == 48
    with pytest.raises(UncountableError, match="no audio tokens for gpt-4o-mini"):
        count_chat((), mini, calibration=calibration, audio_seconds=seconds)


def test_tools_have_a_band(mini: ModelSpec, calibration: Calibration) -> None:
    """A tool schema lies between its bare words and its indented JSON."""
    tool = {"function": {"name": "weather", "parameters": {"properties": {"city": {}}}}}
    (item,) = count_chat((), mini, calibration=calibration, tools=[tool]).items

    assert item.what == "tool 1 (weather)"
    assert item.low < item.tokens < item.high
    assert item.rule.startswith("estimate")


def test_messages_are_read() -> None:
    """Texts, parts, pictures in base64, tool calls and an enclosing object are understood."""
    url = "data:image/png;base64," + base64.b64encode(PNG).decode()
    data = {
        "messages": [
            {"role": "user", "content": [
                {"type": "text", "text": "look"},
                {"type": "image_url", "image_url": {"url": url, "detail": "low"}},
            ]},
            {"role": "assistant", "content": None, "tool_calls": [
                {"function": {"name": "f", "arguments": "{}"}}
            ]},
        ]
    }  # fmt: skip

    assert read_messages(json.dumps(data), "m.json") == (
        Message(
            role="user", texts=("look",), images=(Image(width=1024, height=1024, detail="low"),)
        ),
        Message(role="assistant", texts=("f", "{}")),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"role": "user"\n', "m.json:2:1: not JSON: expecting ',' delimiter"),
        ("[" * 100_000, "m.json: nested too deeply"),
        ("3", "m.json: content: not a list of messages"),
        ('{"prompt": 1}', "m.json: no messages"),
        ('{"messages": 1}', "m.json: messages: not a list of messages"),
        ("[1]", "m.json: [0]: not a message: a number"),
        ('[{"content": "x"}]', "m.json: [0].role: missing"),
        ('[{"role": "user"}]', "m.json: [0].content: missing"),
        ('[{"role": "user", "content": 5}]', "[0].content: not a string or a list: a number"),
        ('[{"role": "u", "content": [{"type": "text"}]}]', "[0].content[0].text: not a string"),
        ('[{"role": "u", "content": [{"type": "x"}]}]', "[0].content[0].type: not text or image"),
        (
            '{"messages": [{"role": "u", "content": [{"type": "image_url",'
            ' "image_url": {"url": "https://x/y.png"}}]}]}',
            "m.json: messages[0].content[0].image_url.url: an image on the network",
        ),
        (
            '[{"role": "u", "content": [{"type": "image", "source": {"data": "x"}}]}]',
            "[0].content[0].source.data: not a picture in base64",
        ),
    ],
)
def test_mistakes_are_named_with_their_path(text: str, message: str) -> None:
    """A broken messages.json ends in one sentence that says where."""
    with pytest.raises(InputError) as caught:
        read_messages(text, "m.json")
    assert message in str(caught.value)


def test_tools_are_read() -> None:
    """A list, an object with tools, and one schema alone are understood; the rest is named."""
    assert read_tools('[{"name": "f"}]', "t.json") == ({"name": "f"},)
    assert read_tools('{"tools": [{"name": "f"}]}', "t.json") == ({"name": "f"},)
    assert read_tools('{"name": "f"}', "t.json") == ({"name": "f"},)
    with pytest.raises(InputError, match=r"t\.json: \[0\]: not a tool schema: a number"):
        read_tools("[1]", "t.json")
