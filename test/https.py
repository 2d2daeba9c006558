#!/usr/bin/env python3
"""HTTPS beside plain HTTP, as an operator sets it up: certificates from files, SIGHUP, redirects, and HSTS."""
import http.client
import pathlib
import signal
import ssl
import subprocess

from kit.checks import case, eventually, expect, expect_equal, main
from kit.postgres import free_port
from kit.server import Server


def certificate(folder, name, file="site"):
    """A new pair of files for a name, replacing the old one."""
    folder = pathlib.Path(folder)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-keyout", folder / f"{file}.key", "-out", folder / f"{file}.crt", "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName=DNS:{name}"], check=True, capture_output=True)
    return f"{folder}/{file}.crt:{folder}/{file}.key"


def secure_server(**settings):
    server = Server("kith")
    server.folder.mkdir(exist_ok=True)
    server.tls_port = free_port()
    server.settings |= {"tls": certificate(server.folder, "localhost"), "tls_listen": f"127.0.0.1:{server.tls_port}", **settings}
    return server


def trusting():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def shown_name(server):
    """The name in the certificate that a new client is shown."""
    pem = ssl.get_server_certificate(("127.0.0.1", server.tls_port))
    told = subprocess.run(["openssl", "x509", "-noout", "-subject"], input=pem, capture_output=True, text=True, check=True).stdout
    return told.split("CN = ")[-1].strip()


def https(server):
    return http.client.HTTPSConnection("127.0.0.1", server.tls_port, timeout=20, context=trusting())


def ask(connection, path="/api/v1/health/live", method="GET"):
    connection.request(method, path)
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    return answer


@case
def requests_are_answered_over_tls_and_in_plain_text():
    with secure_server() as server:
        secure, plain = https(server), http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        for connection in (secure, plain, secure):
            expect_equal(ask(connection).status, 200)
        expect(ask(secure).getheader("Strict-Transport-Security") is None, "HSTS is sent although it is off")


@case
def sighup_reads_certificates_again_and_old_connections_live():
    with secure_server() as server:
        old = https(server)
        expect_equal(ask(old).status, 200)
        certificate(server.folder, "renewed.example")
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: shown_name(server) == "renewed.example", 10, "the new certificate")
        expect_equal(ask(old).status, 200)


@case
def a_broken_certificate_is_told_of_and_the_last_good_one_serves_on():
    with secure_server() as server:
        (server.folder / "site.crt").write_text("no certificate")
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: "could not be read again" in server.log_text(), 10, "the line in the log")
        expect_equal(shown_name(server), "localhost")
        expect_equal(ask(https(server)).status, 200)


@case
def plain_requests_are_sent_to_https_but_health_is_not():
    with secure_server(https_redirect="on", hsts="365d") as server:
        plain = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        plain.request("GET", "/api/v1/what?a=1&b=%20", headers={"Host": f"kith.example:{server.port}"})
        answer = plain.getresponse()
        answer.read()
        expect_equal(answer.status, 308)
        expect_equal(answer.getheader("Location"), f"https://kith.example:{server.tls_port}/api/v1/what?a=1&b=%20")
        expect(answer.getheader("Strict-Transport-Security") is None, "HSTS is sent over plain HTTP, where it means nothing")
        expect_equal(ask(plain).status, 200)
        expect_equal(ask(https(server)).getheader("Strict-Transport-Security"), "max-age=31536000")


@case
def a_certificate_that_cannot_be_read_stops_the_start():
    server = secure_server()
    (server.folder / "site.key").write_text("no key")
    code, told = server.run_to_the_end()
    expect_equal(code, 1)
    expect("site.key" in told, "the file is not named:", told)


if __name__ == "__main__":
    main()
