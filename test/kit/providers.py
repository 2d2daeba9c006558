""" Sign-in providers whose every word a test chooses, on 127.0.0.1 within the test program: an issuer of OpenID
Connect that may lie in one way at a time, and GitHub's three addresses, with answers of the same shape.
"""
import base64
import functools
import hashlib
import hmac
import http.server
import json
import secrets
import subprocess
import tempfile
import threading
import time
import urllib.parse


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@functools.lru_cache(None)
def rsa(which):
    """A private key in PEM, and its modulus; one for each name."""
    pem = subprocess.run(["openssl", "genrsa", "2048"], check=True, capture_output=True, text=True).stdout
    told = subprocess.run(["openssl", "rsa", "-noout", "-modulus"], input=pem, check=True, capture_output=True, text=True).stdout
    return pem, bytes.fromhex(told.strip().split("=")[1])


def rsa_sign(pem, text):
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(pem)
        file.flush()
        return subprocess.run(["openssl", "dgst", "-sha256", "-sign", file.name], input=text.encode(), check=True,
                              capture_output=True).stdout


class Served:
    """An HTTP server on a thread; methods named do_* answer paths: `/a/b` is do_a_b(request)."""

    def __enter__(self):
        owner = self
        self.seen, self.delay, self.down, self.lock = [], 0, False, threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self):
                url = urllib.parse.urlsplit(self.path)
                text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                self.form = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
                self.query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
                with owner.lock:
                    owner.seen.append((url.path, self.form))
                time.sleep(owner.delay)
                act = getattr(owner, "do" + url.path.replace("/", "_").replace("-", "_").replace(".", ""), None)
                status, body = (503, {}) if owner.down else act(self) if act else (404, {})
                data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = answer

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def times(self, path):
        return sum(1 for one, _ in self.seen if one == path)


class Issuer(Served):
    """Asks nobody: `code(url, **lies)` is what a person who was sent to `url` brings back. Each lie is a parameter of tell()."""

    def __init__(self, client="kith", secret="issuer-secret"):
        self.client, self.secret, self.codes, self.published, self.discovery = client, secret, {}, ["one"], {}
        self.claims = {"sub": "subject-1", "email": "ann@issuer.example", "email_verified": True, "name": "Ann Issuer"}
        self.user, self.answers = {}, None

    # what it says about itself

    def do_well_known_openid_configuration(self, _):
        return 200, {"issuer": self.url, "authorization_endpoint": f"{self.url}/go", "token_endpoint": f"{self.url}/token",
                     "jwks_uri": f"{self.url}/keys", "userinfo_endpoint": f"{self.url}/me", **self.discovery}

    def do_keys(self, _):
        return 200, {"keys": [{"kty": "RSA", "use": "sig", "kid": name, "n": b64(rsa(key)[1]), "e": "AQAB"}
                              for name, key in (one if isinstance(one, tuple) else (one, one) for one in self.published)]}

    # a code, and what becomes of it

    def code(self, url, **lies):
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = (asked, lies)
        return code, asked["state"]

    def do_token(self, request):
        if self.answers:
            return self.answers
        user, _, password = base64.b64decode(request.headers.get("Authorization", "").removeprefix("Basic ")).decode().partition(":")
        if (user, urllib.parse.unquote(password)) != (self.client, self.secret):
            return 401, {"error": "invalid_client"}
        asked, lies = self.codes.pop(request.form.get("code"), (None, None))
        if asked is None or request.form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = b64(hashlib.sha256(request.form.get("code_verifier", "").encode()).digest())
        if asked["code_challenge_method"] != "S256" or challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant", "error_description": "PKCE"}
        return 200, {"access_token": "access-1", "token_type": "Bearer", "expires_in": 60, "id_token": self.tell(asked["nonce"], **lies)}

    def tell(self, asked, head=None, key="one", hmac_with=None, signature=None, without=(), **claims):
        now = int(time.time())
        told = {"iss": self.url, "aud": self.client, "iat": now, "exp": now + 300, "nonce": asked, **self.claims, **claims}
        told = {name: value for name, value in told.items() if name not in without}
        text = b64(json.dumps({"alg": "RS256", "typ": "JWT", "kid": "one", **(head or {})}).encode()) + "." + b64(json.dumps(told).encode())
        if signature is not None:
            return f"{text}.{signature}"
        if hmac_with is not None:
            return f"{text}.{b64(hmac.new(hmac_with, text.encode(), hashlib.sha256).digest())}"
        return f"{text}.{b64(rsa_sign(rsa(key)[0], text))}"

    def do_me(self, request):
        if request.headers.get("Authorization") != "Bearer access-1":
            return 401, {}
        return 200, {"sub": self.claims["sub"], **self.user}


class GitHub(Served):
    """Answers as GitHub does: 200 for a refused code, a number for a user, a list of addresses."""

    def __init__(self, client="hub-client", secret="hub-secret"):
        self.client, self.secret, self.codes = client, secret, {}
        self.user = {"id": 583231, "login": "octo-cat", "name": None, "avatar_url": "https://example.org/a.png", "site_admin": False}
        self.emails = [{"email": "spam@example.org", "primary": False, "verified": True, "visibility": None},
                       {"email": "octo@example.org", "primary": True, "verified": True, "visibility": "private"}]

    def code(self, url):
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        code = secrets.token_hex(10)
        self.codes[code] = asked
        return code, asked["state"]

    def do_login_oauth_access_token(self, request):
        form = request.form
        if request.headers.get("Accept") != "application/json":
            return 406, {}
        if (form.get("client_id"), form.get("client_secret")) != (self.client, self.secret):
            return 200, {"error": "incorrect_client_credentials"}
        asked = self.codes.pop(form.get("code"), None)
        if not asked or b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest()) != asked["code_challenge"]:
            return 200, {"error": "bad_verification_code", "error_description": "The code passed is incorrect or expired."}
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return 200, {"error": "redirect_uri_mismatch"}
        return 200, {"access_token": "gho_1", "token_type": "bearer", "scope": asked["scope"].replace(" ", ",")}

    def known(self, request):
        return request.headers.get("Authorization") == "Bearer gho_1"

    def do_user(self, request):
        return (200, self.user) if self.known(request) else (401, {"message": "Bad credentials"})

    def do_user_emails(self, request):
        return (200, self.emails) if self.known(request) else (401, {"message": "Bad credentials"})
