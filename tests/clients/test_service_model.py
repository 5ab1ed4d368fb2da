"""Every code and reason in the sandbox's source is one that AWS's model knows."""

import pathlib
import re

import botocore.session
import pytest

from service_model import COMMON

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


# Folder of the source, services that answer there, at least so many codes.
OTHERS = [
    ("cloudformation", ["cloudformation"], 12),
    ("cognito", ["cognito-identity"], 4),
    ("bedrock", ["bedrock", "bedrock-runtime"], 3),
    # An action attaches and detaches policies.
    ("budgets", ["budgets", "organizations"], 8),
    ("cost_explorer", ["ce"], 3),
]


@pytest.mark.parametrize("folder, services, least", OTHERS)
def test_every_code_of_other_services_is_known(folder, services, least):
    files = sorted((SOURCE / folder).rglob("*.rs"))
    text = "\n".join(path.read_text() for path in files)
    used = set(re.findall(r'"(\w+(?:Exception|Error))"', text))
    models = [botocore.session.get_session().get_service_model(name) for name in services]
    known = {shape.error_code for model in models for shape in model.error_shapes}
    assert len(used) >= least
    assert used - COMMON <= known


def test_every_operation_of_stacks_is_known():
    folder = SOURCE / "cloudformation"
    files = [folder / name / "mod.rs" for name in ("stack", "stack_set")]
    used = set(re.findall(r'"(\w+)" => \w+::\w+', "\n".join(file.read_text() for file in files)))
    model = botocore.session.get_session().get_service_model("cloudformation")
    assert len(used) > 20
    assert used <= set(model.operation_names)


def test_every_operation_of_budgets_is_known():
    used = set(re.findall(r'"(\w+)" => \w+::\w+', (SOURCE / "budgets/mod.rs").read_text()))
    model = botocore.session.get_session().get_service_model("budgets")
    assert set(model.operation_names) - used == {"DescribeBudgetPerformanceHistory"}
    assert used <= set(model.operation_names)
