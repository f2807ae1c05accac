"""The browser in a few words: enough for somebody to know their own again."""

import re

BROWSERS = (
    (r"MicroMessenger/(\d+)", "WeChat"),
    (r"Edg(?:e|A|iOS)?/(\d+)", "Edge"),
    (r"QQBrowser/(\d+)", "QQ Browser"),
    (r"(?:OPR|Opera)/(\d+)", "Opera"),
    (r"(?:Firefox|FxiOS)/(\d+)", "Firefox"),
    (r"(?:HeadlessChrome|Chrome|CriOS)/(\d+)", "Chrome"),
    (r"Version/(\d+)[\d.]* (?:Mobile/\S+ )?Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
LONGEST = 80


def in_short(agent: str) -> str:
    """Return "Chrome 141, Windows" for what a browser says about itself."""
    found = []
    for pattern, name in BROWSERS:
        if match := re.search(pattern, agent):
            found.append(f"{name} {match[1]}")
            break
    found += [name for mark, name in SYSTEMS if mark in agent][:1]
    words = ", ".join(found) or re.sub(r"[^ -~]", "", agent)
    return words[:LONGEST]
