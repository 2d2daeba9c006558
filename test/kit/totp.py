"""One-time codes as an authenticator app makes them (RFC 6238: SHA-1, 6 digits, 30 seconds)."""
import base64
import hashlib
import hmac
import time

SECONDS = 30
MARGIN = 4                           # seconds a request may take, at most, to be answered within its step


def code(secret, later=0):
    """The code of a secret in base32, now or `later` steps later."""
    left = SECONDS - time.time() % SECONDS
    if left < MARGIN:
        time.sleep(left + 0.05)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = int(time.time()) // SECONDS + later
    mac = hmac.digest(key, step.to_bytes(8, "big"), hashlib.sha1)
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at:at + 4], 'big') & 0x7fffffff) % 1000000:06}"
