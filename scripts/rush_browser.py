"""A user's browser for the drill of the rush: cookies, forms, redirects; and a note of every answer."""

import gzip
import http.client
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from lxml import html

HOST = "127.0.0.1"
EXPLAINED = re.compile(r'role="alert"')


@dataclass(frozen=True)
class Step:
    """A press: a page to open, or a form to send.

    `says` is what the page tells when a form was accepted; `done` is noted then, and must be found in the books.
    """

    kind: str
    address: str
    data: list[tuple[str, str]] | None = None
    says: str = ""
    done: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A form as a browser would send it unchanged; `draft` is where its script keeps what was typed."""

    address: str
    fields: dict[str, str]
    draft: str = ""

    def step(self, kind: str, says: str, done: dict[str, Any], **typed: str) -> Step:
        return Step(kind, self.address, list((self.fields | typed).items()), says, done)


@dataclass(frozen=True)
class Answer:
    """The page at the end of a press."""

    status: int
    text: str
    address: str

    def has(self, words: str) -> bool:
        return words in self.text

    def form(self, name: str) -> Form | None:
        """The form that has a field of this name."""
        if f'name="{name}"' not in self.text:
            return None
        page = html.fromstring(self.text.encode(), parser=html.HTMLParser(encoding="utf-8"))
        for one in page.forms:
            if name in one.fields:
                fields = {key: value or "" for key, value in one.form_values()}
                return Form(one.get("action") or self.address, fields, one.get("data-draft") or "")
        return None


@dataclass
class Notes:
    """What one user met: [kind, milliseconds, seconds since the start], what went wrong, what was acknowledged."""

    times: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    told: list = field(default_factory=list)
    refused: list = field(default_factory=list)


class Browser:
    """Sends the presses of one user; a connection each, as nginx makes them."""

    def __init__(self, port: int, session: str, start: float, patience: float):
        self.port, self.start, self.patience = port, start, patience
        self.cookies, self.notes = {"sessionid": session}, Notes()

    def press(self, step: Step) -> Answer:
        """Send, follow where it leads, note what came of it."""
        try:
            answer = self._send(step.kind, step.address, step.data)
            if answer.status in (301, 302):
                answer = self._send("page after a form", answer.address, None)
        except (OSError, http.client.HTTPException) as error:
            self._fault(step, f"{type(error).__name__}: {error}")
            self._tell(step, is_sure=False)
            return Answer(0, "", step.address)
        if answer.status not in (200, 409, 422):
            self._fault(step, f"status {answer.status}")
        elif step.says and answer.has(step.says):
            self._tell(step, is_sure=True)
        elif step.says and not EXPLAINED.search(answer.text):
            self._fault(step, f"neither done nor explained: {answer.status} {answer.address}")
        elif step.says:
            self.notes.refused.append(step.kind)
        return answer

    def _tell(self, step: Step, *, is_sure: bool) -> None:
        """Note an act: acknowledged, or without an answer, so that it may have been done or not."""
        if step.done:
            self.notes.told.append(step.done | {"is_sure": is_sure})

    def _fault(self, step: Step, what: str) -> None:
        self.notes.faults.append([round(time.monotonic() - self.start, 1), step.kind, step.address, what])

    def _send(self, kind: str, address: str, data: list[tuple[str, str]] | None) -> Answer:
        headers = {
            "Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1", "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }  # fmt: skip
        body = None
        if data is not None:
            body = urlencode(data)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}/"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        begun = time.perf_counter()
        try:
            connection.request("GET" if body is None else "POST", address, body, headers)
            reply = connection.getresponse()
            content = reply.read()
        finally:
            connection.close()
            spent = (time.perf_counter() - begun) * 1000
            self.notes.times.append([kind, round(spent, 1), round(time.monotonic() - self.start, 1)])
        self._keep_cookies(reply)
        place = reply.headers.get("Location", "")
        if place:
            parts = urlsplit(place)
            place = parts.path + (f"?{parts.query}" if parts.query else "")
        if reply.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return Answer(reply.status, content.decode(errors="replace"), place or address)

    def _keep_cookies(self, reply: http.client.HTTPResponse) -> None:
        for line in reply.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.coded_value
