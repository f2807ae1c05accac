"""A morning of sign-ins: so many within a minute, while somebody else keeps opening pages.

    .venv/bin/python tools/sign_in_storm.py http://127.0.0.1:8000 zhoulan,qinmuye zhike-demo-2026

Prints how long the pages take before and during the storm, and the sign-ins themselves. For a
server with demo people; see docs/performance.md.
"""

import re
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

SIGN_INS, SECONDS, QUIET = 200, 60, 15
PAGE = "/customers/customers/"


def signed_in(base: str, name: str, password: str):
    """Sign in as a browser does; return what opens pages from then on."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    text = browser.open(f"{base}/sign-in/", timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]
    data = {"csrfmiddlewaretoken": token, "username": name, "password": password}
    answer = browser.open(f"{base}/sign-in/", urlencode(data).encode(), timeout=60)
    if "/sign-in/" in answer.url:
        raise SystemExit(f"{name} cannot sign in")
    return browser


def timed(call, *arguments) -> float:
    started = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - started


def watch(browser, url, found: list, over: threading.Event) -> None:
    """Open a page again and again, with the pause of a quick reader."""
    while not over.wait(0.3):
        found.append(timed(lambda: browser.open(url, timeout=60).read()))


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def told(what: str, seconds: list) -> None:
    cuts = statistics.quantiles(seconds, n=20)
    say(f"{what}: {len(seconds)}, median {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms")


def main(base: str, names: str, password: str) -> None:
    people = names.split(",")
    browser = signed_in(base, people[0], password)
    before, during, over = [], [], threading.Event()
    threading.Timer(QUIET, over.set).start()
    watch(browser, base + PAGE, before, over)
    over = threading.Event()
    reader = threading.Thread(target=watch, args=(browser, base + PAGE, during, over))
    reader.start()
    started, waiting = time.perf_counter(), []
    with ThreadPoolExecutor(20) as pool:
        for number in range(SIGN_INS):
            time.sleep(max(0, started + number * SECONDS / SIGN_INS - time.perf_counter()))
            name = people[number % len(people)]
            waiting.append(pool.submit(timed, signed_in, base, name, password))
        sign_ins = [each.result() for each in waiting]
    over.set()
    reader.join()
    say(f"{SIGN_INS} sign-ins in {time.perf_counter() - started:.0f} s")
    told("sign-ins", sign_ins)
    told("pages before", before)
    told("pages during", during)


if __name__ == "__main__":
    main(*sys.argv[1:4])
