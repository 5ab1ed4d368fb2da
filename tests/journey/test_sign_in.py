"""Signing in at the certified provider, with a real browser and with a code."""

import re

import boto3

from machine import PATIENCE


QUESTION = b'{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[]}'


def keys(credentials):
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
        "region_name": "us-east-1",
    }


def caller(wire, credentials):
    return boto3.client("sts", endpoint_url=wire.url, **keys(credentials)).get_caller_identity()


def test_one_sign_in_in_a_real_browser_and_then_none(machine, organization, watch, wire, gate):
    machine.sit_down("ann")
    credentials = machine.credentials()
    assert watch.sign_ins() == 1
    assert wire.calls == ["GetId", "GetCredentialsForIdentity"]
    identity = caller(wire, credentials)
    assert identity["Account"] in organization.accounts("platform")
    assert ":assumed-role/bedrock-developer/" in identity["Arn"]

    wire.calls.clear()
    passages, asked = len(gate.asked), len(watch.entries())
    machine.environment["BROWSER"] = "false"
    assert machine.credentials() == credentials
    assert (wire.calls, len(gate.asked), len(watch.entries())) == ([], passages, asked)


def test_the_page_that_a_sign_in_ends_on(machine, company):
    machine.sit_down("ann")
    machine.run("login")
    seen = machine.seen()
    assert seen["address"].startswith("http://localhost:")
    assert "close" in seen["text"].lower()
    assert "<script" not in seen["html"].lower()
    # Nothing of the request is on the page, and the page asks for nothing.
    sent = seen["address"].partition("?")[2].split("&")
    values = [pair.partition("=")[2] for pair in sent]
    assert not [value for value in values if len(value) >= 16 and value in seen["html"]]
    assert "/callback?" in seen["requests"][-1]


def test_the_developer_may_call_the_team_s_model_with_the_credentials(ann, wire):
    credentials = ann.credentials()
    runtime = boto3.client("bedrock-runtime", endpoint_url=wire.url, **keys(credentials))
    model = "us.anthropic.claude-sonnet-5-5"
    assert runtime.invoke_model(modelId=model, body=QUESTION)["body"].read()


def test_signing_in_with_a_code_on_another_device(machine, company, watch):
    machine.sit_down("ben")
    process = machine.start("login", "--device")
    said = ""
    while not (shown := re.search(r"(https://\S+/device\S*)", said)) or not re.search(CODE, said):
        line = process.stderr.readline()
        assert line, said
        said += line
    code = re.search(CODE, said).group()
    address = shown.group(1).partition("?")[0].rstrip(".,")
    walked = machine.browse(address, code)
    assert walked.returncode == 0, machine.browser_log.read_text()
    assert machine.end(process).code == 0
    assert len([one for one in watch.grants(DEVICE) if one["status"] == 200]) == 1
    # Nobody was sent to a browser on this machine.
    assert watch.sign_ins() == 1
    assert len(machine.browser_log.read_text().splitlines()) == 1
    machine.environment["BROWSER"] = "false"
    machine.credentials("--no-login")


CODE = r"\b[A-Z]{4}-[A-Z]{4}\b"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def test_logging_out_ends_the_refresh_token_at_the_provider(ann, company, watch):
    before = set(company.secrets())
    ann.run("login")
    given = set(company.secrets()) - before
    ann.run("logout")
    assert [one["status"] for one in watch.entries() if one.get("path") == "/token/revocation"] == [200]
    # Opaque ones; of these, one was the refresh token.
    assert not any(company.refreshes_with(token) for token in given if "." not in token)
    ann.environment["BROWSER"] = "false"
    ann.run("credential-process", "--no-login", code=2)


def test_logging_out_without_the_provider_forgets_all_the_same(ann, company):
    ann.run("login")
    company.knobs(down=503)
    ann.start("logout").communicate(timeout=PATIENCE)
    company.knobs()
    ann.run("credential-process", "--no-login", code=2)


def test_who_signed_in_is_told(ann, organization):
    ann.run("login")
    said = ann.run("whoami").out
    assert "ann@acme.example" in said and "platform" in said
    assert any(account in said for account in organization.accounts("platform"))


def test_a_proxy_is_the_only_way_out(ann, gate):
    gate.asked.clear()
    ann.credentials()
    assert set(gate.asked) == {"CONNECT login.acme.example:443"}


def test_another_authority_s_certificate_is_refused(ann, watch):
    del ann.environment["SSL_CERT_FILE"]
    ended = ann.run("credential-process", code=1)
    assert "AWS_CA_BUNDLE" in ended.err or "SSL_CERT_FILE" in ended.err
    assert watch.entries() == []
