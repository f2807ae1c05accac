"""Calls that we make: only to allowed hosts, only where they really lie, and never for long."""

import socket

import pytest

from api import outgoing
from tests.support.receiver import HOST


def post(url):
    return outgoing.post(url, b"{}", {})


@pytest.mark.parametrize(
    "url",
    [
        "http://{name}/",
        "https://other.example.com/",
        "https://hooks.example.com/",
        "https://user@{name}/",
        "https://{name}.evil.com/",
        "https://127.0.0.1:{port}/",
        "https://[::1]:{port}/",
        "file:///etc/passwd",
        "gopher://{name}/",
        "https://",
        "//{name}/",
        "https://{name}:99999/",
        "https://evil.com#@{name}/",
        "https://evil.com\\@{name}/",
    ],
)
def test_only_https_to_allowed_hosts(listener, url):
    with pytest.raises(outgoing.NotSent):
        post(url.format(name=listener.name, port=listener.server_port))
    assert listener.calls == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_a_name_that_leads_inside_is_not_called(listener, settings, monkeypatch, address):
    settings.WEBHOOK_NETWORKS = []
    monkeypatch.setattr(outgoing, "looked_up", lambda *a: ["93.184.216.34", address])
    with pytest.raises(outgoing.NotSent, match=HOST):
        post(f"https://{listener.name}/")
    assert listener.calls == []


def test_the_connection_goes_to_the_address_that_was_checked(listener, monkeypatch):
    answers, connected = [["127.0.0.1"]], []
    monkeypatch.setattr(outgoing, "looked_up", lambda *a: answers.pop())  # asked once
    connect = socket.create_connection

    def watched(address, *rest):
        connected.append(address)
        return connect(address, *rest)

    monkeypatch.setattr(socket, "create_connection", watched)
    assert post(f"https://{listener.name}/")[0] == 200
    assert connected == [("127.0.0.1", listener.server_port)]


def test_a_redirect_is_not_followed(listener):
    listener.statuses, listener.headers = [302], {"Location": f"https://{listener.name}/elsewhere"}
    assert post(f"https://{listener.name}/")[0] == 302
    assert len(listener.calls) == 1


def test_a_certificate_of_somebody_else_ends_the_call(listener, settings):
    settings.WEBHOOK_HOSTS = [f"shop.example.com:{listener.server_port}"]
    with pytest.raises(outgoing.NotSent, match="CERTIFICATE_VERIFY_FAILED"):
        post(f"https://shop.example.com:{listener.server_port}/")


def test_a_long_or_slow_answer_ends(listener, monkeypatch):
    listener.body = b"x" * 10_000_000
    assert len(post(f"https://{listener.name}/")[1]) == outgoing.READ
    monkeypatch.setattr(outgoing, "WHOLE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        connection = outgoing.PinnedConnection(HOST, port, "127.0.0.1")
        monkeypatch.setattr(outgoing, "PinnedConnection", lambda *a: connection)
        with pytest.raises(outgoing.NotSent):
            post(f"https://{listener.name}/")
