"""A real mail server for a test: what reaches it, and what it says when it does not want to."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.test import override_settings


class Mailbox:
    """Keeps what arrives; `refusal` is what it answers to a recipient instead."""

    def __init__(self):
        self.arrived, self.refusal, self.port = [], "", 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.arrived.append((envelope.rcpt_tos, mail))
        return "250 OK"

    @property
    def texts(self):
        return [mail.get_content() for _to, mail in self.arrived]

    @property
    def subjects(self):
        return [mail["Subject"] for _to, mail in self.arrived]


def only_zhike(_server, _session, _envelope, _mechanism, data):
    right = (data.login, data.password) == (b"zhike", b"secret")
    return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(**options):
    """Start a server on this machine and let the program send there."""
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        with override_settings(**sending_to(box.port)):
            yield box
    finally:
        controller.stop()


def sending_to(port):
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_TIMEOUT": 3,
        "MAIL_SERVER": f"127.0.0.1:{port}",
    }
