"""Makes calls that the allow-list lets through, for `agora worker proxy`.

    outcome, result, violations = agora.proxy.run(request.body, request.limits)

A worker sees what the database decided, and looks again at what it can: that the call is one that a list can name, and
that the name of its server leads to an address that it may have. No redirect is followed.
"""

import re
import time
from typing import Any

from agora import outbound, outside

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
BASE = re.compile(
    r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*", re.ASCII
)
PATH = re.compile(r"/[\x21-\x7e]*")
MISREAD = re.compile(r"//|(^|/)\.\.?(/|$)|%(2[5ef]|5c|[01][0-9a-f]|7f)|;", re.IGNORECASE)
"""What programs read in two ways: where it goes up, is empty, or hides a separator or a dot."""
HEADER = re.compile(
    r"(?!(host|authorization|cookie|connection|content-length|expect|forwarded|keep-alive|te|trailer"
    r"|transfer-encoding|upgrade|via|x-real-ip|proxy-.*|x-forwarded(-.*)?)$)[a-z0-9][a-z0-9-]{0,99}"
)
VALUE = re.compile(r"[\x20-\x7e]*")
KEPT = (
    *("cache-control", "content-language", "content-length", "content-type", "date", "etag", "expires"),
    *("last-modified", "link", "location", "retry-after"),
)
"""Headers of an answer that are kept: none that opens a door elsewhere."""

KEY = re.compile(r"([0-9a-f-]{36})?")

Fields = dict[str, Any]


def run(body: Fields, limits: dict[str, int]) -> outside.Verdict:
    """Make a call as `claim_request()` gives it; returns outcome, result and violations for `finish_request()`."""
    if not _is_plain(body):
        return "error", {"error": "not what an allow-list can say"}, ["tampering"]
    start = time.monotonic()
    content = body.get("body")
    most = limits["output_bytes"]
    try:
        answer = outbound.exchange(
            body["method"],
            body["url"],
            None if content is None else content.encode(),
            {
                "user-agent": "agora-proxy",
                **_repeatable(body),
                **body["headers"],
                "accept-encoding": "identity",
                "connection": "close",
            },
            limits["wall_seconds"],
            is_private=body.get("is_private") is True,
            most=most + 1,
        )
    except outbound.AddressError as error:
        return "error", {"error": str(error)}, ["address"]
    except outbound.LateError as error:
        return "failed", {"error": str(error)}, ["wall"]
    except outbound.OutboundError as error:
        return "error", {"error": str(error)}, []
    result = {
        "status": answer.status,
        "headers": {name: outbound.words(answer.headers[name]) for name in KEPT if name in answer.headers},
        **outside.content("body", answer.body, most),
        "wall_seconds": round(time.monotonic() - start, 3),
    }
    if len(answer.body) > most:
        return "failed", result, ["output"]
    return "passed" if answer.status < 400 else "failed", result, []


def _repeatable(body: Fields) -> dict[str, str]:
    """By what a server knows a call that is made again, because a worker did not come back."""
    told = {name.lower() for name in body["headers"]}
    if body["method"] in {"POST", "PATCH"} and body.get("idempotency_key") and "idempotency-key" not in told:
        return {"idempotency-key": f'"{body["idempotency_key"]}"'}
    return {}


def _is_plain(body: Fields) -> bool:
    """Whether a call is one that a list can name: a method, a path below a base, headers left to agents."""
    match body:
        case {"method": str(method), "url": str(url), "path": str(path), "headers": dict(headers)}:
            return (
                method in METHODS
                and url.endswith(path)
                and BASE.fullmatch(url.removesuffix(path)) is not None
                and PATH.fullmatch(path) is not None
                and not re.search(r"""[\\#<>"{}|^`]|%(?![0-9A-Fa-f]{2})""", path)
                and not MISREAD.search(path.partition("?")[0])
                and all(
                    HEADER.fullmatch(name.lower().replace("_", "-"))  # many servers take one for the other
                    and isinstance(value, str)
                    and VALUE.fullmatch(value)
                    for name, value in headers.items()
                )
                and isinstance(body.get("body"), str | None)
                and isinstance(key := body.get("idempotency_key", ""), str)
                and KEY.fullmatch(key) is not None
            )
    return False
