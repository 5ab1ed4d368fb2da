"""Updates of stacks, where moto's do not do what CloudFormation does.

moto updates the resources whose text differs, or that name a changed parameter by Ref, and takes a kind
without an update of its own out of the stack. Here
- a resource is updated when it says something else with the new parameters, however it comes to them;
- one whose condition turned is made, or deleted;
- a role gets its new trust and policies, and a managed policy another version;
- a kind that cannot be updated here fails the update.

An update that fails is not rolled back."""

import json

from moto.cloudformation import parsing
from moto.cloudformation.parsing import ResourceMap
from moto.iam.models import ManagedPolicy, Role, iam_backends
from moto.utilities.utils import get_partition


def made(resources):
    """The resources that are there, as they were asked for."""
    return {
        name: parsing.clean_json(resource, resources)
        for name, resource in resources._resource_json_map.items()
        if resources._parsed_resources.get(name) is not None
    }


def holds(resources, resource):
    condition = resource.get("Condition")
    return condition is None or resources.lazy_condition_map[condition]


def update(resources, template, parameters=None):
    before = made(resources)
    was = resources._resource_json_map
    resources._template = template
    resources.input_parameters = parameters or resources.input_parameters
    resources.load_mapping()
    resources.load_parameters()
    resources.load_conditions()
    resources._resource_json_map = template["Resources"]
    wanted = {
        name: resource
        for name, resource in template["Resources"].items()
        if holds(resources, resource)
    }
    for name, resource in wanted.items():
        if name in before and parsing.clean_json(resource, resources) != before[name]:
            changed(resources, name, resource)
        # Asking for one that is not there makes it.
        assert resources[name] is not None, f"moto did not make {name}"
    for name in before.keys() - wanted.keys():
        resources._delete_resource(resources._parsed_resources.pop(name), was[name])


def changed(resources, name, resource):
    updated = parsing.parse_and_update_resource(
        name, resource, resources, resources._account_id, resources._region_name
    )
    assert updated is not None, f"moto cannot update {resource['Type']}"
    resources._parsed_resources[name] = updated


ResourceMap.update = update


def backend_of(known):
    return iam_backends[known["account_id"]][get_partition(known["region_name"])]


def policy_updated(_cls, original_resource, cloudformation_json, **known):
    document = json.dumps(cloudformation_json["Properties"]["PolicyDocument"])
    backend_of(known).create_policy_version(original_resource.arn, document, True)
    return original_resource


def role_updated(_cls, original_resource, cloudformation_json, **known):
    properties = cloudformation_json["Properties"]
    role = original_resource
    role.assume_role_policy_document = json.dumps(properties["AssumeRolePolicyDocument"])
    role.policies = {
        policy["PolicyName"]: json.dumps(policy["PolicyDocument"])
        for policy in properties.get("Policies", [])
    }
    backend = backend_of(known)
    for arn in list(role.managed_policies):
        backend.detach_role_policy(arn, role.name)
    for arn in properties.get("ManagedPolicyArns", []):
        backend.attach_role_policy(arn, role.name)
    return role


ManagedPolicy.update_from_cloudformation_json = classmethod(policy_updated)
Role.update_from_cloudformation_json = classmethod(role_updated)
