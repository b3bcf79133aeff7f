"""Studies of the native API, for api_test.py: also through kill -9, and with whatever a client may send."""

import http.client
import signal
import threading

from api_client import Client

SPACE = {"lr": {"type": "float", "low": 1e-5, "high": 1.0, "log": True},
         "layers": {"type": "int", "low": 1, "high": 8},
         "solver": {"type": "categorical", "choices": ["adam", 3, "3", True, 3.0]}}


def value_of(params):
    return params["lr"] ** 2 + params["layers"] * 0.1 + (params["solver"] == "adam")


def new_study(name):
    return {"name": name, "space": SPACE, "direction": "minimize", "seed": 7}


def tell(client, name, trial):
    told = {"value": None, "state": "failed"} if trial["id"] == 5 else {"value": value_of(trial["params"])}
    assert client.post("/studies/%s/tell" % name, {"id": trial["id"], **told}) == {"ok": True}


def go_on(client, name, rounds):
    """Asks for two at a time and tells them in the other order; what was suggested."""
    suggested = []
    for _ in range(rounds):
        trials = client.post("/studies/%s/ask" % name, {"count": 2})["trials"]
        suggested += trials
        for trial in reversed(trials):
            tell(client, name, trial)
    return suggested


def check_restart(serve, seen):
    """Killed in the middle, again and again, it goes on with the same suggestions as one that was left alone."""
    with serve() as server:
        client = Client(server.url, seen)
        client.post("/studies", new_study("whole"))
        whole = go_on(client, "whole", 8)
        best = client.get("/studies/whole/best")
        created = client.post("/studies", new_study("broken"))
        assert created["definition"] == new_study("broken") and created["open"] == [] and created["strategy"] == "bayesian", created
        server.end(signal.SIGKILL)
    broken = []
    for done in range(0, 16, 4):
        with serve() as server:
            client = Client(server.url, seen)
            broken += go_on(client, "broken", 1)
            opened = client.post("/studies/broken/ask", {"count": 2})["trials"]
            tell(client, "broken", opened[1])
            server.end(signal.SIGKILL)
        with serve() as server:
            client = Client(server.url, seen)
            study = client.get("/studies/broken")
            assert study["open"] == opened[:1] and study["trials"] == done + 4 and study["told"] == done + 3, study
            client.refused(409, "failed_precondition", "told already", "POST", "/studies/broken/tell", {"id": opened[1]["id"], "value": 1})
            tell(client, "broken", opened[0])
            broken += opened
            assert broken == whole[:done + 4], (broken, whole)
            assert done < 12 or client.get("/studies/broken/best") == best
            server.end(signal.SIGKILL)


def ask_and_tell(client, reached, after):
    """Until the server is gone: how many asks and how many tells it has answered; `reached` is set after so many."""
    asked = told = 0
    try:
        while True:
            trial = client.post("/studies/busy/ask")["trials"][0]
            asked += 1
            tell(client, "busy", trial)
            told += 1
            if told == after:
                reached.set()
    except (OSError, http.client.HTTPException):
        return asked, told


def check_kill_while_busy(serve, seen):
    """Killed while it answers: what was answered is there, and of the rest no more than the call that was under way."""
    trials = told = 0
    for after in (1, 2, 3, 5, 8):
        with serve() as server:
            client = Client(server.url, seen)
            if trials == 0:
                client.post("/studies", new_study("busy"))
            reached = threading.Event()
            killer = threading.Thread(target=lambda: (reached.wait(), server.process.kill()))
            killer.start()
            more_trials, more_told = ask_and_tell(client, reached, after)
            killer.join()
        with serve() as server:
            client = Client(server.url, seen)
            study = client.get("/studies/busy")
            assert study["trials"] - trials - more_trials in (0, 1), (study, trials, more_trials)
            assert study["told"] - told - more_told in (0, 1), (study, told, more_told)
            assert study["trials"] - study["told"] == len(study["open"]) <= 1, study
            for trial in study["open"]:
                tell(client, "busy", trial)
            trials = told = study["trials"]
            server.end(signal.SIGKILL)
    with serve() as server:
        client = Client(server.url, seen)
        assert client.get("/studies/busy")["told"] == told >= 19
        assert client.call("DELETE", "/studies/busy") == (204, None)


def check_list(client):
    assert [study["name"] for study in client.get("/studies")["studies"]] == ["broken", "whole"]
    assert client.call("DELETE", "/studies/broken") == (204, None)
    client.refused(404, "not_found", "broken", "GET", "/studies/broken")
    client.refused(404, "not_found", "broken", "DELETE", "/studies/broken")
    client.post("/studies", new_study("broken"))
    first = client.post("/studies/broken/ask")["trials"][0]
    assert first["id"] == 0 and first == client.get("/studies/broken")["open"][0]


def check_create_errors(client):
    client.refused(409, "already_exists", "whole", "POST", "/studies", new_study("whole"))
    error = client.refused(400, "invalid_argument", "did you mean 'space'", "POST", "/studies", {"name": "x", "spaces": {}, "sed": 1})
    assert [problem["path"] for problem in error["problems"]] == ["/spaces", "/sed", "/space"], error
    error = client.refused(400, "invalid_argument", "no strategy 'magic'", "POST", "/studies", {**new_study("../x"), "strategy": "magic"})
    assert [problem["path"] for problem in error["problems"]] == ["/name", "/strategy"], error
    wrong = {"name": "x", "direction": "up", "seed": -1, "budget": 0, "constraints": {"ms": {}},
             "space": {"a": {"type": "int", "low": 3, "high": 1}, "b/c": {"type": "float"}, "d": 3}}
    error = client.refused(400, "invalid_argument", "low", "POST", "/studies", wrong)
    assert [problem["path"] for problem in error["problems"]] == ["/space/a", "/space/b~1c", "/space/d", "", "", "/constraints/ms", ""], error
    error = client.refused(400, "invalid_argument", "low", "POST", "/studies", {**wrong, "name": "-", "strategy": "magic"})
    assert len(error["problems"]) == 9, error
    key = {"key": {"type": "categorical", "choices": ["a", "AKIAIOSFODNN7EXAMPLE"]}}
    error = client.refused(400, "invalid_argument", "credential", "POST", "/studies", {"name": "x", "space": key})
    assert error["path"] == "/space/key/choices/1" and "AKIA" not in str(error), error
    wide = {"a": {"type": "categorical", "choices": list(range(1000))}, "b": {"type": "int", "low": 1, "high": 2}}
    client.refused(400, "invalid_argument", "there are 1001 parameters and choices", "POST", "/studies", {"name": "x", "space": wide})
    many = client.refused(400, "invalid_argument", "no member", "POST", "/studies", {str(i): 0 for i in range(3000)})
    assert len(many["problems"]) == 100, len(many["problems"])
    long = client.refused(400, "invalid_argument", "no strategy", "POST", "/studies", {**new_study("x"), "strategy": "x" * 50_000})
    assert len(str(long)) < 5000, len(str(long))


def check_hostile_bodies(client):
    for body in ("not JSON", "[]", "3", "null", "{", '{"name":"x","name":"y"}', "[" * 900, '{"a":' * 150, b"\xff\xfe", b'{"name":"\x00"}',
                 '{"name":"x","space":{"a":{"type":"float","low":0,"high":1e999}}}', "{}{}", '{"seed":NaN}'):
        client.refused(400, "invalid_argument", "", "POST", "/studies", body)
        client.refused(400, "invalid_argument", "", "POST", "/studies/whole/ask", body)
        client.refused(400, "invalid_argument", "", "POST", "/studies/whole/tell", body)
    client.refused(413, "too_large", "at most", "POST", "/studies", {**new_study("x"), "budget": [0] * 40_000})
    client.refused(413, "too_large", "at most", "POST", "/studies/whole/tell", {"id": 0, "value": [0] * 40_000})
    client.refused(413, "too_large", "at most", "POST", "/studies/whole/ask", {"count": [0] * 40_000})
    for name in ("..", "%2E%2E%2Fx", "a%00b", "%FF", "lock", "x" * 300, "a%2F..%2Fwhole", "."):
        client.refused(404, "not_found", "", "GET", "/studies/" + name)


def check_ask_and_tell_errors(client):
    for count in (0, -1, 1001, 1.5, 10 ** 30, "1", None, [], True):
        client.refused(400, "invalid_argument", "1 to 1000", "POST", "/studies/whole/ask", {"count": count})
    client.post("/studies/broken/ask", {"count": 999})
    client.refused(409, "failed_precondition", "1000 trials are open", "POST", "/studies/broken/ask")
    client.refused(409, "failed_precondition", "told already", "POST", "/studies/whole/tell", {"id": 0, "value": 1})
    for trial in (99, -1, 2 ** 32, 2 ** 63 - 1):
        client.refused(404, "not_found", "id %d" % trial, "POST", "/studies/whole/tell", {"id": trial, "value": 1})
    error = client.refused(400, "invalid_argument", "finite", "POST", "/studies/whole/tell", {"id": "x", "value": "low"})
    assert len(error["problems"]) == 2, error
    client.refused(400, "invalid_argument", "no parameter", "POST", "/studies/whole/tell", {"params": {"x": 1}, "value": 1})
    client.refused(404, "not_found", "nothing", "POST", "/studies/nothing/ask", {})
    small = {"name": "small", "space": {"a": {"type": "categorical", "choices": [1, 2]}}}
    client.post("/studies", small)
    client.refused(409, "failed_precondition", "no trial has a value", "GET", "/studies/small/best")
    assert len(client.post("/studies/small/ask", {"count": 3})["trials"]) == 2
    client.refused(409, "failed_precondition", "exhausted", "POST", "/studies/small/ask")
    assert client.post("/studies/small/tell", {"params": {"a": 2}, "value": 1}) == {"ok": True}
    assert client.get("/studies/small/best") == {"id": 2, "params": {"a": 2}, "value": 1.0}
    assert client.call("DELETE", "/studies/small") == (204, None)


def check_deep_rest(serve, client, server, seen):
    """What is accepted is read again, whatever stands beside what counts."""
    deep = '{"id":0,"state":"failed","constraints":' + "[" * 29 + "]" * 29 + "}"
    deeper = '{"id":0,"state":"failed","constraints":' + "[" * 31 + "]" * 31 + "}"
    client.post("/studies", {**new_study("deep"), "constraints": {"ms": {"max": 3}}})
    client.post("/studies/deep/ask", {"count": 2})
    client.refused(400, "invalid_argument", "nested", "POST", "/studies/deep/tell", deeper)
    client.refused(400, "invalid_argument", "", "POST", "/studies/deep/tell", b'\xef\xbb\xbf{"id":1,"value":1,"constraints":{"ms":1}}')
    assert client.call("POST", "/studies/deep/tell", deep.encode())[0] == 200
    assert client.call("POST", "/studies/deep/tell", b'\r\n{"id":1,\n"value":1,\r"constraints":{"ms":1}}\n')[0] == 200
    server.end(signal.SIGKILL)
    with serve() as again:
        client = Client(again.url, seen)
        assert client.get("/studies/deep")["told"] == 2


def check_one_owner(serve, seen):
    """The studies of a home belong to one server at a time."""
    with serve() as one, serve() as other:
        Client(one.url, seen).get("/studies")
        Client(other.url, seen).refused(409, "failed_precondition", "another server", "GET", "/studies")
        one.end(signal.SIGKILL)
        Client(other.url, seen).get("/studies")


def check(serve, seen):
    check_restart(serve, seen)
    check_kill_while_busy(serve, seen)
    with serve() as server:
        client = Client(server.url, seen)
        check_list(client)
        check_create_errors(client)
        check_hostile_bodies(client)
        check_ask_and_tell_errors(client)
        check_deep_rest(serve, client, server, seen)
    check_one_owner(serve, seen)
