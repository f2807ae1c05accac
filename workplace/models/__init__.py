from .messages import Message, MessageChoice

__all__ = ["Message", "MessageChoice"]
