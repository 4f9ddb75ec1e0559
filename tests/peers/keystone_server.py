"""A real OpenStack Keystone on loopback, for tests/system/keystone.rs: IAM's password call is this protocol.

Needs the PyPI package `keystone`; without it the script ends with status 3 and one line. Otherwise it prints one
line of JSON once Keystone answers, and then answers words on standard input, a line each:
`passcode`: the six digits of now; `sign-ins`: how many sign-ins arrived so far. It ends when standard input does,
and leaves nothing behind.
"""

import base64
import hashlib
import hmac
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from wsgiref.simple_server import WSGIRequestHandler, make_server

try:
    import keystone  # noqa: F401
except ImportError as missing:
    print(f"the package keystone is not there for {sys.executable}: {missing}")
    sys.exit(3)

ADMIN = "an-admin-password"
PASSWORD = "opensesame-\u00fc\"\\"
TOTP_SECRET = b"12345678901234567890"
REGION = "eu-west-101"
SHORT = "/short"

CONFIG = """
[DEFAULT]
use_stderr = true
log_file =
default_log_levels = keystone=ERROR
insecure_debug = false
[auth]
methods = password,token,totp
[database]
connection = sqlite:///{folder}/keystone.db
[fernet_tokens]
key_repository = {folder}/fernet-keys
[fernet_receipts]
key_repository = {folder}/receipt-keys
[credential]
key_repository = {folder}/credential-keys
[token]
provider = fernet
expiration = 3600
[cache]
enabled = false
[security_compliance]
lockout_failure_attempts = 5
"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class Counting:
    """Counts sign-ins; under /short tokens live for two seconds. One request at a time, so that may be set per request."""

    def __init__(self, app, conf):
        self.app, self.conf, self.sign_ins = app, conf, 0

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] == "POST" and path.endswith("/v3/auth/tokens"):
            self.sign_ins += 1
        short = path.startswith(SHORT + "/")
        if short:
            environ["SCRIPT_NAME"], environ["PATH_INFO"] = SHORT, path[len(SHORT):]
        self.conf.set_override("expiration", 2 if short else 3600, group="token")
        return self.app(environ, start_response)


def passcode():
    step = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(TOTP_SECRET, step, hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000)


def manage(folder, *words):
    tool = os.path.join(os.path.dirname(sys.executable), "keystone-manage")
    subprocess.run([tool, "--config-file", f"{folder}/keystone.conf", *words], check=True, stdout=subprocess.DEVNULL)


def prepare(folder):
    with open(f"{folder}/keystone.conf", "w", encoding="utf-8") as file:
        file.write(CONFIG.format(folder=folder))
    manage(folder, "db_sync")
    for name in ("fernet", "receipt", "credential"):
        os.mkdir(f"{folder}/{name}-keys", 0o700)
    owner = ["--keystone-user", str(os.getuid()), "--keystone-group", str(os.getgid())]
    for word in ("fernet_setup", "receipt_setup", "credential_setup"):
        manage(folder, word, *owner)
    manage(folder, "bootstrap", "--bootstrap-password", ADMIN, "--bootstrap-region-id", REGION)


class Api:
    """Keystone's own API, as an administrator."""

    def __init__(self, base):
        self.base, self.token = base, None

    def call(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["X-Auth-Token"] = self.token
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}/v3/{path}", data, headers, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            text = answer.read()
            return answer.headers, json.loads(text) if text else None

    def sign_in(self):
        user = {"name": "admin", "domain": {"id": "default"}, "password": ADMIN}
        scope = {"project": {"name": "admin", "domain": {"id": "default"}}}
        body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
        headers, _ = self.call("POST", "auth/tokens", body)
        self.token = headers["X-Subject-Token"]

    def make(self, kind, **fields):
        _, answer = self.call("POST", f"{kind}s", {kind: fields})
        return answer[kind]["id"]


def furnish(base):
    """An account with two projects, a user, a user who needs a passcode, and a catalogue with GeminiDB in it."""
    api = Api(base)
    api.sign_in()
    account = api.make("domain", name="acme")
    project = api.make("project", name=REGION, domain_id=account)
    closed = api.make("project", name="closed", domain_id=account)
    _, roles = api.call("GET", "roles?name=member")
    member = roles["roles"][0]["id"]
    user = api.make("user", name="ops", domain_id=account, password=PASSWORD)
    mfa = {"multi_factor_auth_enabled": True, "multi_factor_auth_rules": [["password", "totp"]]}
    guarded = api.make("user", name="ops-mfa", domain_id=account, password=PASSWORD, options=mfa)
    for someone in (user, guarded):
        api.call("PUT", f"projects/{project}/users/{someone}/roles/{member}")
    secret = base64.b32encode(TOTP_SECRET).decode()
    api.make("credential", type="totp", blob=secret, user_id=guarded, project_id=project)
    service = api.make("service", type="geminidb", name="gaussdb-nosql")
    url = "https://nosql.example/v3/$(project_id)s"
    api.make("endpoint", service_id=service, interface="public", region_id=REGION, url=url)
    return {"project": project, "closed": closed, "user": user, "guarded": guarded}


def main(folder):
    prepare(folder)
    os.environ["OS_KEYSTONE_CONFIG_DIR"] = folder
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = f"{folder}/keystone.conf"
    sys.argv = sys.argv[:1]
    import keystone.conf
    from keystone.server.wsgi import initialize_public_application

    application = Counting(initialize_public_application(), keystone.conf.CONF)
    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    ids = furnish(base)
    facts = {"endpoint": base, "short": base + SHORT + "/v3", "region": REGION, "password": PASSWORD, **ids}
    print(json.dumps(facts), flush=True)
    for line in sys.stdin:
        words = {"passcode": passcode, "sign-ins": lambda: str(application.sign_ins)}
        print(words[line.strip()](), flush=True)
    server.shutdown()


if __name__ == "__main__":
    place = tempfile.mkdtemp(prefix="keystone-")
    try:
        main(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)
