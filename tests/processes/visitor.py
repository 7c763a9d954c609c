"""Somebody at a browser, as a server sees them: cookies, forms, and the headers of a proxy."""

import http.client
import re
import urllib.parse
from dataclasses import dataclass, field

THROUGH_A_PROXY = {
    "Host": "amends.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.9",
    "Referer": "https://amends.example/",
}


@dataclass
class Visitor:
    """Asks 127.0.0.1 under the name that `headers` say."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Return the status and the page."""
        return self._ask("GET", path, "", headers)

    def post(self, path: str, *, token_of: str = "", **fields: str) -> tuple[int, str]:
        """Fill in the form of a page, or of another, and send it; return the status and page."""
        form = self.get(token_of or path)[1]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        token = found[1] if found else ""
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, headers)

    def signs_in(self, email: str, password: str) -> bool:
        """Sign in; return whether Today opens."""
        self.post("/accounts/login/", login=email, password=password)
        return self.get("/")[0] == 200

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        link.request(method, path, body, {**self.headers, "Cookie": kept, **headers})
        answer = link.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        page = answer.read().decode("utf-8", "replace")
        link.close()
        return answer.status, page
