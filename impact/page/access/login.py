"""Signing in by OpenID Connect: who has no session gets a page with the way in, and nothing else."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.starlette_client import OAuth
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from impact.page.access.provider import Provider, is_secure
from impact.page.access.sessions import COOKIE, Sessions
from impact.page.pages import first_language, rendered

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

log = logging.getLogger("impact.page")
FLOW = "__Host-impact-sign-in"  # what this browser must bring back with the answer of the provider
FLOW_SECONDS = 600
LEEWAY = 60  # seconds that two clocks may differ
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_OPEN = re.compile(r"/static/.*|/(nl|en)/sign-in|/signed-in|/(nl|en)/sign-out|/(nl|en)/signed-out")
_OWN = re.compile(r"/(nl|en)/[^\\\s]{0,1500}")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class RefusedError(Exception):
    """What came back from the provider signs nobody in; `why` is for the log, and holds nothing of what was sent."""

    def __init__(self, why: str, *, text: str = "sign_in_refused") -> None:
        super().__init__(why)
        self.text = text


class Login:
    """The sign-in of one page.

    Parameters
    ----------
    provider
        Who signs people in.
    """

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.sessions = Sessions(60 * provider.idle_minutes, 3600 * provider.longest_hours)
        self._flows = URLSafeTimedSerializer(secrets.token_bytes(32), salt="sign-in")
        self._client = OAuth().register(
            "provider",
            client_id=provider.client_id,
            client_secret=provider.client_secret.get_secret_value(),
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": " ".join(["openid", *provider.scopes]),
                "code_challenge_method": "S256",
                "timeout": 10.0,
            },
        )

    def routes(self) -> list[Route]:
        """Return the addresses of the sign-in."""
        return [
            Route("/{lang}/sign-in", self.leave),
            Route("/signed-in", self.back),
            Route("/{lang}/sign-out", self.out, methods=["POST"]),
            Route("/{lang}/signed-out", self.ended),
        ]

    async def leave(self, request: Request) -> Response:
        """Send somebody to the provider, to come back to the address that was asked for."""
        request.scope["session"] = flow = {"to": own_address(request.query_params.get("to", ""))}
        try:
            await self._metadata()
            answer: Response = await self._client.authorize_redirect(request, f"{self.provider.url}/signed-in")
        except Exception as error:
            return self._failed(request, error)
        return self._with_cookie(answer, FLOW, self._flows.dumps(flow), FLOW_SECONDS)

    async def back(self, request: Request) -> Response:
        """Begin a session for whom the provider signed in, in the browser that asked for it."""
        try:
            request.scope["session"] = flow = self._flow(request)
            claims = await self._claims(request)
        except Exception as error:
            return self._with_cookie(self._failed(request, error), FLOW, "", 0)
        self.sessions.end(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(own_address(str(flow.get("to", ""))), 303)
        self._with_cookie(answer, COOKIE, self.sessions.begin(name_of(claims)))
        return self._with_cookie(answer, FLOW, "", 0)

    async def out(self, request: Request) -> Response:
        """End a session. The cookie does not come with what another website sends, so only the page itself can ask."""
        self.sessions.end(request.cookies.get(COOKIE, ""))
        return self._with_cookie(RedirectResponse(f"/{first_language(request)}/signed-out", 303), COOKIE, "", 0)

    async def ended(self, request: Request) -> Response:
        """Say that the session is over, and where to sign out at the organisation too."""
        try:
            end = str((await self._metadata()).get("end_session_endpoint", ""))
        except Exception:
            end = ""
        query = urlencode({"client_id": self.provider.client_id})
        joined = f"{end}{'&' if '?' in end else '?'}{query}" if is_secure(end) else ""
        return rendered("signed_out.html", request, first_language(request), provider_end=joined)

    def _flow(self, request: Request) -> dict[str, Any]:
        try:
            found = self._flows.loads(request.cookies.get(FLOW, ""), max_age=FLOW_SECONDS)
        except BadSignature as error:
            raise RefusedError("no sign-in was begun in this browser, or too long ago") from error
        return dict(found)

    async def _claims(self, request: Request) -> Mapping[str, Any]:
        """Return what the provider says of a person, after checking that it says so, to us, now, in answer to us.

        Raises
        ------
        RefusedError, OAuthError, JoseError
            It does not.
        """
        provider = self.provider
        if request.query_params.get("iss", provider.issuer) != provider.issuer:
            raise RefusedError("the answer names another provider")
        await self._metadata()
        token = await self._client.authorize_access_token(
            request,
            leeway=LEEWAY,
            claims_options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "exp": {"essential": True},
            },
        )
        claims: Mapping[str, Any] | None = token.get("userinfo")
        if not claims:
            raise RefusedError("the answer holds nothing that is signed")
        if not provider.lets_in(claims):
            raise RefusedError("somebody who may not come in", text="sign_in_not_you")
        return claims

    async def _metadata(self) -> dict[str, Any]:
        """Return what the provider says of itself; raises RefusedError where it is another, or not to be trusted."""
        found: dict[str, Any] = await self._client.load_server_metadata()
        wrong = found.get("issuer") != self.provider.issuer
        if wrong or not all(is_secure(str(found.get(name, ""))) for name in _ENDPOINTS):
            self._client.server_metadata.clear()
            raise RefusedError("the provider calls itself by another name" if wrong else "an address without https")
        signed = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = [one for one in signed if one in ALGORITHMS] or ["RS256"]
        return found

    def _failed(self, request: Request, error: Exception) -> Response:
        """Say that nobody was signed in; of why, the log gets what holds no secret."""
        log.warning("sign-in refused: %s", told(error))
        text = error.text if isinstance(error, RefusedError) else "sign_in_failed"
        text = "sign_in_refused" if isinstance(error, OAuthError | JoseError) else text
        return rendered("message.html", request, first_language(request), status=403, message=text)

    def _with_cookie(self, answer: Response, name: str, value: str, seconds: int | None = None) -> Response:
        """Return an answer that sets a cookie, until the browser closes when no seconds are given; 0 takes it away."""
        answer.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")
        return answer


class SignedIn:
    """Let through who has a session; who has none gets the way in.

    Parameters
    ----------
    app
        What is behind it.
    login
        The sign-in.
    """

    def __init__(self, app: ASGIApp, login: Login) -> None:
        self.app = app
        self.login = login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or _OPEN.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        session = self.login.sessions.of(request.cookies.get(COOKIE, ""))
        if session is None:
            await _way_in(request)(scope, receive, send)
            return
        scope["state"] = {**scope.get("state", {}), "user": session.user}
        await self.app(scope, receive, send)


def _way_in(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    asked = quote(own_address(request.url.path + query))
    return rendered("sign_in.html", request, first_language(request), status=401, asked=asked)


def own_address(text: str) -> str:
    """Return an address of this page to go back to; the first page for anything that might lead elsewhere."""
    return text if _OWN.fullmatch(text) else "/nl/"


def name_of(claims: Mapping[str, Any]) -> str:
    """Return how somebody is called, to show who is signed in."""
    held = (claims.get(name) for name in ("name", "preferred_username", "email", "sub"))
    return next((text[:80] for text in held if isinstance(text, str) and text.strip()), "")


def told(error: Exception) -> str:
    """Return what a log may say of a failure: words of ours or of the library, never what somebody sent."""
    if isinstance(error, RefusedError):
        return f"{type(error).__name__}: {error}"
    if isinstance(error, JoseError):
        return f"{type(error).__name__}: {error.error} {getattr(error, 'claim', '')}".strip()
    if isinstance(error, OAuthError) and re.fullmatch(r"[a-z_]{1,40}", str(error.error)):
        return f"{type(error).__name__}: {error.error}"
    return type(error).__name__
