"""Renders every case of a template with cloud-radar, which nobody here wrote, and compares it with the
case's golden file. Prints what differs; exits with 1 when something does.

What resources answer (an ARN, an ID) is in the golden file: cloud-radar makes up none that AWS would."""

import contextlib
import io
import json
import pathlib
import sys

from cloud_radar.cf.unit import Template

ROOT = pathlib.Path(__file__).parents[1]
NO_VALUE = "there is no value"


def without_no_value(value):
    """cloud-radar takes keys away, but no items of a list."""
    if isinstance(value, dict):
        fields = ((key, without_no_value(field)) for key, field in value.items())
        return {key: field for key, field in fields if field != NO_VALUE}
    if isinstance(value, list):
        items = (without_no_value(item) for item in value)
        return [item for item in items if item != NO_VALUE]
    return value


def stand(place):
    Template.AccountId = place["account"]
    Template.Partition = place["partition"]
    Template.StackName = place["stack_name"]
    Template.StackId = place["stack_id"]
    Template.NoValue = NO_VALUE


def rendered(case, golden):
    stand(case["place"])
    template = Template.from_yaml(ROOT / "stacksets" / f"{case['template']}.yaml")
    document = json.loads(json.dumps(template.template))
    for logical_id, resource in golden["resources"].items():
        answers = dict(resource.get("answers", {}))
        known = {"ref": answers.pop("Ref", logical_id), "attribute-values": answers}
        document["Resources"][logical_id]["Metadata"] = {"Cloud-Radar": known}
    values = {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in case["values"].items()
    }
    return Template(document).render(values, region=case["place"]["region"])


def properties(resource):
    found = without_no_value(resource.get("Properties", {}))
    if "DashboardBody" in found:
        found["DashboardBody"] = json.loads(found["DashboardBody"])
    return found


def differences(case, golden):
    # cloud-radar prints the addresses of its own objects as it goes.
    with contextlib.redirect_stdout(io.StringIO()):
        theirs = rendered(case, golden)
    resources = {name: properties(one) for name, one in theirs["Resources"].items()}
    ours = {name: one["properties"] for name, one in golden["resources"].items()}
    for name in sorted({*resources, *ours}):
        if resources.get(name) != ours.get(name):
            yield f"{name}: {json.dumps(resources.get(name))} is not {json.dumps(ours.get(name))}"
    outputs = {name: one["Value"] for name, one in theirs["Outputs"].items()}
    if outputs != golden["outputs"]:
        yield f"outputs: {outputs} is not {golden['outputs']}"


def main():
    found = looked_at = 0
    for folder in sorted((ROOT / "orchestrator/tests/cases/templates").iterdir()):
        case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        golden = json.loads((folder / "rendered.json").read_text(encoding="utf-8"))
        looked_at += len(golden["resources"])
        for difference in differences(case, golden):
            print(f"{folder.name}: {difference}")
            found += 1
    print(f"{looked_at} resources by cloud-radar, {found} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
