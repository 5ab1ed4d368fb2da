"""Checks what the sandbox answers against the service models that AWS ships with its SDKs."""

import base64
import datetime
import json
import re
import xml.etree.ElementTree as ElementTree

# Errors that every service may answer; no service lists them.
COMMON = {
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "InternalFailure",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "ServiceUnavailable",
    "Throttling",
    "UnrecognizedClientException",
    "ValidationError",
    "ValidationException",
}
# The sandbox's own, for what it has no model of.
OWN = {"NotImplementedInSandbox"}


def check_answer(http_response, parsed, model, **_):
    """Called by botocore after every call."""
    if http_response.status_code >= 300:
        check_error(parsed["Error"], model)
    elif model.service_model.metadata["protocol"] == "query":
        check_xml(http_response.content, model)
    elif not has_own_body(model.output_shape):
        check_value(json.loads(http_response.content), model.output_shape, model.name)


def has_own_body(shape):
    """The body is the model's answer rather than a structure of the service's."""
    return shape is not None and "payload" in shape.serialization


def check_error(error, model):
    known = {shape.error_code for shape in model.error_shapes}
    assert error["Code"] in known | COMMON | OWN, f"{model.name} cannot answer {error['Code']}"
    assert error["Message"], f"{model.name} answered {error['Code']} without a message"


def check_value(value, shape, where):
    if shape is None:
        assert value == {}, f"{where} answers nothing, not {value}"
    elif shape.type_name == "structure":
        unknown = value.keys() - shape.members.keys()
        assert not unknown, f"{where} has no {unknown}"
        missing = set(shape.required_members) - value.keys()
        assert not missing, f"{where} lacks {missing}"
        for name, member in value.items():
            check_value(member, shape.members[name], f"{where}.{name}")
    elif shape.type_name == "list":
        for member in value:
            check_value(member, shape.member, f"{where}[]")
    elif shape.type_name == "map":
        for member in value.values():
            check_value(member, shape.value, f"{where}{{}}")
    elif shape.type_name == "string":
        check_string(value, shape, where)
    elif shape.type_name == "blob":
        base64.b64decode(value, validate=True)
    elif shape.type_name == "boolean":
        assert isinstance(value, bool), f"{where}: {value!r}"
    elif shape.type_name == "timestamp":
        expected = str if shape.serialization.get("timestampFormat") == "iso8601" else (int, float)
        assert isinstance(value, expected), f"{where}: {value!r}"
    else:
        assert isinstance(value, (int, float)), f"{where}: {value!r}"


def check_string(value, shape, where):
    assert isinstance(value, str), f"{where}: {value!r}"
    if shape.enum:
        assert value in shape.enum, f"{where}: {value!r} is none of {shape.enum}"
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", len(value))
    assert low <= len(value) <= high, f"{where}: {value!r}"
    pattern = shape.metadata.get("pattern")
    # Classes of Unicode letters are unknown to Python, and so are flags within a pattern.
    unknown = ("\\p{", "\\u10000", "(?i)")
    if pattern and not any(part in pattern for part in unknown):
        assert re.search(pattern, value), f"{where}: {value!r} is not {pattern}"


def check_xml(content, model):
    root = ElementTree.fromstring(content)
    assert local_name(root) == f"{model.name}Response", root.tag
    wrapper = next(child for child in root if child.tag.endswith("Result"))
    check_element(wrapper, model.output_shape, model.name)


def check_element(element, shape, where):
    if shape is None:
        return
    if shape.type_name == "structure":
        for child in element:
            name = local_name(child)
            assert name in shape.members, f"{where} has no {name}"
            check_element(child, shape.members[name], f"{where}.{name}")
        missing = set(shape.required_members) - {local_name(child) for child in element}
        assert not missing, f"{where} lacks {missing}"
    elif shape.type_name == "list":
        for child in element:
            assert local_name(child) == shape.member.serialization.get("name", "member"), where
            check_element(child, shape.member, f"{where}[]")
    else:
        check_text(element.text or "", shape, where)


def local_name(element):
    return element.tag.rpartition("}")[2]


def check_text(text, shape, where):
    if shape.type_name == "string":
        check_string(text, shape, where)
    elif shape.type_name == "timestamp":
        assert datetime.datetime.fromisoformat(text).tzinfo, f"{where}: {text!r}"
    elif shape.type_name == "boolean":
        assert text in ("true", "false"), f"{where}: {text!r}"
    elif shape.type_name in ("integer", "long"):
        assert re.fullmatch(r"-?\d+", text), f"{where}: {text!r}"
    else:
        assert shape.type_name != "map", f"{where}: no answer that was checked so far has a map"
