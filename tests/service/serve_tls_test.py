"""The server over TLS, as boto3 and `tuner doctor` reach it.

    serve_tls_test.py TUNER
"""

import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile

import boto3
import botocore.config
import botocore.exceptions

from serve_process import Serving

TUNER = sys.argv[1]
KEYS = 'access_keys: [{id: ANN, secret: "secret of ann", role: submit}]\n'


def make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=tuner", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
        check=True, capture_output=True)


def client(url, trusted):
    return boto3.client(
        "sagemaker", endpoint_url=url, region_name="eu-west-1", aws_access_key_id="ANN", aws_secret_access_key="secret of ann",
        verify=trusted, config=botocore.config.Config(retries={"max_attempts": 0}, proxies={}))


def check_boto3(url, certificate):
    assert client(url, str(certificate)).list_hyper_parameter_tuning_jobs()["HyperParameterTuningJobSummaries"] == []
    try:
        client(url, True).list_hyper_parameter_tuning_jobs()
    except botocore.exceptions.SSLError:
        return
    raise AssertionError("a certificate that nobody vouches for was believed")


def check_protocols(port, certificate):
    """Old versions and plain text are refused, and the next client is answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as plain:
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        plain.shutdown(socket.SHUT_WR)
        said = b"".join(iter(lambda: plain.recv(4096), b""))
        assert b"HTTP/" not in said, said
    old = ssl.create_default_context(cafile=certificate)
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as raw, old.wrap_socket(raw, server_hostname="127.0.0.1"):
            raise AssertionError("TLS 1.1 was accepted")
    except (ssl.SSLError, ConnectionResetError):
        pass
    new = ssl.create_default_context(cafile=certificate)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as raw, new.wrap_socket(raw, server_hostname="127.0.0.1") as secure:
        secure.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        said = b"".join(iter(lambda: secure.recv(4096), b""))
        assert said.startswith(b"HTTP/1.1 200") and said.endswith(b"ok\n"), said


def doctor(url, **environment):
    """(exit code, {check: (health, finding)})"""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SSL_"))}
    done = subprocess.run([TUNER, "--json", "doctor", "--server", url], env={**clean, **environment}, capture_output=True, text=True, timeout=60)
    return done.returncode, {each["check"]: (each["health"], each["finding"]) for each in json.loads(done.stdout)["checks"]}


def check_doctor(url, certificate):
    trust = {"SSL_CERT_FILE": str(certificate)}
    code, checks = doctor(url, AWS_ACCESS_KEY_ID="ANN", AWS_SECRET_ACCESS_KEY="secret of ann", **trust)
    assert code == 0 and [health for health, _ in checks.values()] == ["ok"] * 3, checks
    code, checks = doctor(url + "/", AWS_ACCESS_KEY_ID="ANN", AWS_SECRET_ACCESS_KEY="another", **trust)
    assert code == 5 and checks["API"][0] == "fail" and "does not match" in checks["API"][1] and "another" not in checks["API"][1], checks
    code, checks = doctor(url, **trust)
    assert code == 5 and "set AWS_ACCESS_KEY_ID" in checks["API"][1], checks
    code, checks = doctor(url)
    assert code == 5 and list(checks) == ["server"] and "certificate" in checks["server"][1], checks


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_certificate(folder)
        (folder / "keys.yaml").write_text(KEYS)
        (folder / "keys.yaml").chmod(0o600)
        (folder / "serve.yaml").write_text("keys: keys.yaml\ntls: {certificate: certificate.pem, key: key.pem}\n")
        with Serving(TUNER, folder / "home", "--config", folder / "serve.yaml") as server:
            assert server.url.startswith("https://"), server.said
            check_boto3(server.url, folder / "certificate.pem")
            check_protocols(int(server.url.rsplit(":", 1)[1]), folder / "certificate.pem")
            check_doctor(server.url, folder / "certificate.pem")
            gone = server.url
        code, checks = doctor(gone)
        assert code == 5 and "is `tuner serve` running there" in checks["server"][1], checks


main()
