"""Who may call the native API, and from which page, for api_test.py: every operation of its document, by every role."""

import copy
import hashlib
import http.client
import os
import re

from api_client import Client
from api_studies import new_study

ROLES = {"reader": "read", "ann": "submit", "bob": "submit", "root": "admin"}
CONFIG = """
keys: keys.yaml
origins: ["https://tuner.example:8443", "http://[::1]:3000"]
"""


def token_of(name):
    return "the token of " + name


def write_config(folder):
    lines = ['  - {name: %s, sha256: "%s", role: %s}\n' % (name, hashlib.sha256(token_of(name).encode()).hexdigest(), role) for name, role in ROLES.items()]
    (folder / "keys.yaml").write_text("tokens:\n" + "".join(lines))
    os.chmod(folder / "keys.yaml", 0o600)
    (folder / "server.yaml").write_text(CONFIG)
    return folder / "server.yaml"


def operations(client):
    """(method, path, operation) of the document; the names in a path stand for nothing that exists."""
    for template, item in client.document.document["paths"].items():
        path = template.format(job="nothing", study="nothing", trial="1", metric="loss")
        for method, operation in item.items():
            if method != "parameters":
                yield method.upper(), path, operation


def check_every_operation(clients):
    """Each refusal that the document names for it. Who may not call learns nothing else."""
    nobody, reader, root = clients["nobody"], clients["reader"], clients["root"]
    for method, path, operation in operations(root):
        name = operation["operationId"]
        nobody.refused(401, "unauthorized", "token", method, path)
        nobody.refused(401, "unauthorized", "token", method, path, Authorization="Bearer " + token_of("nobody"))
        nobody.refused(401, "unauthorized", "token", method, path, Authorization="Basic " + token_of("root"))
        if method != "GET":
            reader.refused(403, "forbidden", name + " needs the role submit", method, path)
        root.refused(400, "invalid_argument", "no parameter 'nonsense'", method, path + "?nonsense=1")
        if "404" in operation["responses"]:
            root.refused(404, "not_found", "nothing", method, path)
    assert nobody.open("GET", "/jobs").getheader("WWW-Authenticate") == "Bearer"
    nobody.refused(401, "unauthorized", "token", "GET", "/nothing")


def check_owners(clients):
    reader, ann, bob, root = (clients[name] for name in ("reader", "ann", "bob", "root"))
    assert ann.post("/studies", new_study("anns"))["created_by"] == "ann"
    assert reader.get("/studies/anns")["open"] == []
    for client in (bob, reader):
        for method, path, body in (("POST", "/ask", {}), ("POST", "/tell", {"id": 0, "value": 1}), ("DELETE", "", None)):
            client.refused(403, "forbidden", "", method, "/studies/anns" + path, body)
    ann.post("/studies/anns/ask")
    root.post("/studies/anns/tell", {"id": 0, "value": 1})
    assert reader.get("/studies/anns/best")["value"] == 1
    ann.refused(403, "forbidden", "somebody else", "POST", "/jobs/first/stop")  # of the command line
    root.refused(409, "failed_precondition", "completed", "POST", "/jobs/first/stop")
    assert ann.call("DELETE", "/studies/anns") == (204, None)


def plain(client, path, **headers):
    connection = http.client.HTTPConnection(client.host, timeout=60)
    connection.request("GET", path, headers={**client.headers, **headers})
    return connection.getresponse().status


def check_other_doors(clients):
    nobody, reader = clients["nobody"], clients["reader"]
    assert (plain(nobody, "/metrics"), plain(reader, "/metrics")) == (401, 200)
    assert (plain(nobody, "/healthz"), plain(nobody, "/healthz", Origin="http://evil.example", Host="evil.example")) == (200, 200)


def check_origins(client):
    own = "http://" + client.host
    for origin in (own, own.upper(), "https://tuner.example:8443", "http://[::1]:3000"):
        assert client.open("GET", "/jobs", Origin=origin).status == 200, origin
    for origin in ("http://evil.example", "null", "", "https://" + client.host, "https://tuner.example", own + ".evil.example", own + "/"):
        client.refused(403, "forbidden", "origins", "GET", "/jobs", Origin=origin)
        client.refused(403, "forbidden", "origins", "POST", "/studies/x/ask", Origin=origin)
        assert plain(client, "/metrics", Origin=origin) == 403, origin
    for site, mode, status in (("same-origin", "cors", 200), ("none", "navigate", 200), ("cross-site", "navigate", 200),
                               ("cross-site", "no-cors", 403), ("same-site", "no-cors", 403)):
        assert client.open("GET", "/jobs", **{"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}).status == status, (site, mode)
    client.refused(403, "forbidden", "host_names", "GET", "/jobs", Host="evil.example")
    answer = client.open("OPTIONS", "/jobs", Origin="https://tuner.example:8443", **{"Access-Control-Request-Method": "GET"})
    assert answer.status == 405 and not [name for name, _ in answer.getheaders() if name.lower().startswith("access-control")]


def check(serve, folder, seen):
    with serve("--config", write_config(folder)) as server:
        clients = {name: Client(server.url, seen, Authorization="Bearer " + token_of(name)) for name in ROLES}
        clients["nobody"] = copy.copy(clients["root"])
        clients["nobody"].headers = {}
        check_every_operation(clients)
        check_owners(clients)
        check_other_doors(clients)
        check_origins(clients["root"])
        log = server.end()
    for line in ("by=ann from=127.0.0.1 CreateStudy /api/v1/studies done", r"by=reader from=127.0.0.1 DeleteStudy /api/v1/studies/\S+ refused: forbidden",
                 r"by=nobody known from=127.0.0.1 TellStudy /api/v1/studies/\S+/tell refused: unauthorized",
                 r"by=bob from=127.0.0.1 AskStudy /api/v1/studies/\S+/ask refused: forbidden"):
        assert re.search(line, log), (line, log)
    assert "the token of" not in log and "GetJob" not in log, log
