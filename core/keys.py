"""Keys of rows as requests send them."""


def key_of(text: str) -> int | None:
    """Return the key that a text names; None when it can be none.

    Only plain digits: `str.isdigit` also takes "²", which is no number, and a number of thousands
    of digits is refused by Python itself.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def keys_of(texts) -> list[int]:
    """Return the keys among some texts, in their order."""
    return [key for key in map(key_of, texts) if key is not None]
