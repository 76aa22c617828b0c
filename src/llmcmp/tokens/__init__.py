"""How many tokens a text is on each model: exact where the vocabulary is public."""

from ..usage import TokenCount
from .chat import ChatCount, Message, count_chat, read_messages, read_tools
from .content import content_class
from .counting import check_countable, count_all, count_many, count_tokens, together
from .pictures import picture_size, read_picture
from .sources import Skipped, find_files, is_binary_start

__all__ = [
    "ChatCount",
    "Message",
    "Skipped",
    "TokenCount",
    "check_countable",
    "content_class",
    "count_all",
    "count_chat",
    "count_many",
    "count_tokens",
    "find_files",
    "is_binary_start",
    "picture_size",
    "read_messages",
    "read_picture",
    "read_tools",
    "together",
]
