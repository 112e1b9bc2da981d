"""A small OpenID Connect provider on loopback: discovery, authorize, token and keys, and every way to get it wrong."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

CLIENT, SECRET = "impact", "a secret/of the+page"  # signs that have to be encoded, as real ones have
PERSON = {"sub": "u-1", "name": "J. Jansen", "email": "jansen@example.nl", "groups": ["impact"]}


def a_key(name: str) -> RSAKey:
    from joserfc.jwk import RSAKey

    return RSAKey.generate_key(2048, {"kid": name})


@dataclass
class Provider:
    """The provider; what it says can be changed while it runs.

    `claims` replaces claims of what it signs (None takes one out), `metadata` what it says of itself, `answer` what it
    adds to the address that it sends people back to; `signs_with` is another key than the one it publishes.
    """

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, str] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    without_token: bool = False
    seen: list[str] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: a_key("first"))
    signs_with: RSAKey | None = None
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def application(self) -> Starlette:
        from starlette.applications import Starlette
        from starlette.routing import Route

        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
                Route("/end", self.end),
            ]
        )

    def behave(self) -> None:
        """Tell the truth again."""
        self.claims, self.metadata, self.answer, self.header = {}, {}, {}, {}
        self.without_token, self.signs_with = False, None

    async def discovery(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return JSONResponse(told | self.metadata)

    async def authorize(self, request: Request) -> Response:
        from starlette.responses import RedirectResponse

        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.issuer} | self.answer
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def token(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        given = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self._codes.pop(given["code"], None)  # a code is good for once
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = request.headers.get("authorization") == f"Basic {basic}"
        if not known or asked is None or asked["code_challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant", "error_description": f"not {SECRET}"}, 400)
        assert given["redirect_uri"] == asked["redirect_uri"]
        self.seen.append(given["code"])
        told = {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer"}
        return JSONResponse(told if self.without_token else told | {"id_token": self.signed(asked["nonce"])})

    def signed(self, nonce: str) -> str:
        from joserfc import jwt

        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **PERSON}
        kept = {name: value for name, value in (claims | self.claims).items() if value is not None}
        header = {"alg": "RS256", "kid": "first"} | self.header
        return jwt.encode(header, kept, self.signs_with or self.key)

    async def keys(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def end(self, request: Request) -> Response:
        from starlette.responses import HTMLResponse

        return HTMLResponse('<!DOCTYPE html><html lang="en"><title>Signed out</title><p>Signed out.</p></html>')
