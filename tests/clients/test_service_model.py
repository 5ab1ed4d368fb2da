"""Every code and reason in the sandbox's source is one that AWS's model knows."""

import pathlib
import re

import botocore.session
import pytest

SOURCE = pathlib.Path(__file__).parents[2] / "orchestrator/sandbox/src"
MODEL = botocore.session.get_session().get_service_model("organizations")


def source():
    return "\n".join(path.read_text() for path in sorted((SOURCE / "organizations").glob("*.rs")))


def test_every_exception_is_known():
    used = set(re.findall(r'exception\(\s*"(\w+)"', source()))
    known = {shape.name for shape in MODEL.error_shapes}
    assert len(used) > 20
    assert used <= known


@pytest.mark.parametrize(
    "call, shape",
    [
        ("constraint", "ConstraintViolationExceptionReason"),
        ("invalid", "InvalidInputExceptionReason"),
    ],
)
def test_every_reason_is_known(call, shape):
    used = set(re.findall(rf'Refusal::{call}\(\s*"(\w+)"', source()))
    assert len(used) > 5
    assert used <= set(MODEL.shape_for(shape).enum)


def test_every_operation_is_known():
    used = set(re.findall(r'"(\w+)" => \w+::\w+', (SOURCE / "organizations/mod.rs").read_text()))
    assert len(used) > 30
    assert used <= set(MODEL.operation_names)
