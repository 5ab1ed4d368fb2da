"""Service-managed stack sets as AWS has them, where moto differs:

- moto hides the stacks of such a set: here they are the member accounts' own, under one name and ID,
  and can be described there;
- moto aims at whole OUs, at accounts right below them: here a target is an OU with all below it,
  narrowed to the accounts that are named, and never the management account;
- moto makes up the IDs of operations: here they are the caller's, each once, and an unknown one is
  told as such;
- moto forgets ManagedExecution and takes one name twice;
- moto's updates and deletions do not reach the stacks: here they do. What a stack is not given is
  as its set has it, and a set that moves on leaves its stacks OUTDATED;
- moto's operations succeed whatever happens: here a stack that moto cannot make fails, with the
  reason, and the operation's results tell.

Operations still end at once, at moto as it is."""

import uuid

from moto.cloudformation.models import StackSet, cloudformation_backends
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult
from moto.organizations.models import organizations_backends

create_stack_set = CloudFormationResponse.create_stack_set


class Instance:
    """One stack of a set."""

    def __init__(self, stack_set, account, region):
        self.stack_set = stack_set
        self.account = account
        self.region = region
        self.name = f"StackSet-{stack_set.name}-{uuid.uuid4()}"
        self.overrides = []
        self.stack_id = None
        self.operation = None
        self.reason = None
        self.status = "OUTDATED"

    def bring(self, overrides, operation):
        """Makes or updates the stack; the reason where that fails."""
        self.overrides = overrides or self.overrides
        self.operation = operation
        values = dict(self.stack_set.parameters)
        values.update({one["ParameterKey"]: one["ParameterValue"] for one in self.overrides})
        backend = cloudformation_backends[self.account][self.region]
        try:
            if self.stack_id is None:
                stack = backend.create_stack(self.name, self.stack_set.template, values)
                self.stack_id = stack.stack_id
            else:
                given = [
                    {"ParameterKey": key, "ParameterValue": value} for key, value in values.items()
                ]
                backend.update_stack(self.name, self.stack_set.template, None, given, None)
        except Exception as error:  # Whatever moto cannot make.
            self.status, self.reason = "OUTDATED", f"{type(error).__name__}: {error}"
            if self.stack_id is None:
                self.roll_back(backend)
        else:
            self.status, self.reason = "CURRENT", None
        return self.reason

    def roll_back(self, backend):
        """moto leaves what it has made of a stack that fails."""
        (stack,) = (one for one in backend.stacks.values() if one.name == self.name)
        stack.delete()
        del backend.stacks[stack.stack_id]

    def described(self):
        return {
            "StackSetId": self.stack_set.id,
            "Account": self.account,
            "Region": self.region,
            "StackId": self.stack_id,
            "Status": self.status,
            "StatusReason": self.reason,
            "StackInstanceStatus": {
                "DetailedStatus": "FAILED" if self.reason else "SUCCEEDED",
            },
            "ParameterOverrides": self.overrides,
            "LastOperationId": self.operation,
            "DriftStatus": "NOT_CHECKED",
        }


def instances(stack_set):
    return stack_set.__dict__.setdefault("by_place", {})


def set_of(response):
    name = response._get_param("StackSetName")
    return response.cloudformation_backend.describe_stack_set(name)


def units_with_all_below(backend, units):
    below = [unit.id for unit in backend.ou if unit.parent_id in units]
    return units + (units_with_all_below(backend, below) if below else [])


def targets(response):
    """The places that a call names, by account and Region."""
    asked = response._get_params().get("DeploymentTargets", {})
    backend = organizations_backends[response.current_account][response.partition]
    units = units_with_all_below(backend, asked.get("OrganizationalUnitIds", []))
    accounts = [account.id for account in backend.accounts if account.parent_id in units]
    if asked.get("AccountFilterType") == "INTERSECTION":
        accounts = [account for account in accounts if account in asked["Accounts"]]
    regions = response._get_param("Regions", [])
    members = [account for account in accounts if account != response.current_account]
    return [(account, region) for account in members for region in regions]


def operate(response, action, places, work):
    """`work` gives the reason why a place failed, if it did."""
    stack_set = set_of(response)
    operation = response._get_param("OperationId") or str(uuid.uuid4())
    if any(one["OperationId"] == operation for one in stack_set.operations):
        raise ServiceException(
            "OperationIdAlreadyExistsException", f"The operation {operation} exists."
        )
    results = {place: work(stack_set, place, operation) for place in places}
    made = stack_set._create_operation(operation, action, "SUCCEEDED")
    made["Results"] = results
    return ActionResult({"OperationId": operation})


def existing(stack_set, place):
    found = instances(stack_set).get(place)
    if found is None:
        raise ServiceException(
            "StackInstanceNotFoundException", f"{stack_set.name} has no stack in {place}."
        )
    return found


def create_set(response):
    name = response._get_param("StackSetName")
    there = response.cloudformation_backend.stacksets.values()
    if any(one.name == name and one.status != "DELETED" for one in there):
        raise ServiceException("NameAlreadyExistsException", f"{name} exists.")
    made = create_stack_set(response)
    set_of(response).managed = response._get_params().get("ManagedExecution", {})
    return made


def update_set(response):
    """AWS updates the stacks that are named, or all, and the others fall behind."""
    stack_set = set_of(response)
    asked = response._get_params()
    stack_set.template = asked["TemplateBody"]
    stack_set.parameters = {
        one["ParameterKey"]: one["ParameterValue"] for one in asked.get("Parameters", [])
    }
    stack_set.tags = {one["Key"]: one["Value"] for one in asked.get("Tags", [])}
    stack_set.managed = asked.get("ManagedExecution", {})
    for instance in instances(stack_set).values():
        instance.status = "OUTDATED"
    named = targets(response) if "DeploymentTargets" in asked else list(instances(stack_set))

    def work(stack_set, place, operation):
        return existing(stack_set, place).bring([], operation)

    return operate(response, "UPDATE", named, work)


def create_instances(response):
    overrides = response._get_param("ParameterOverrides", [])

    def work(stack_set, place, operation):
        instance = instances(stack_set).setdefault(place, Instance(stack_set, *place))
        return instance.bring(overrides, operation)

    return operate(response, "CREATE", targets(response), work)


def update_instances(response):
    overrides = response._get_param("ParameterOverrides", [])
    named = targets(response)
    for place in named:
        existing(set_of(response), place)

    def work(stack_set, place, operation):
        return existing(stack_set, place).bring(overrides, operation)

    return operate(response, "UPDATE", named, work)


def delete_instances(response):
    def work(stack_set, place, _operation):
        instance = instances(stack_set).pop(place, None)
        if instance and instance.stack_id and not response._get_bool_param("RetainStacks"):
            cloudformation_backends[place[0]][place[1]].delete_stack(instance.name)

    return operate(response, "DELETE", targets(response), work)


def list_instances(response):
    found = instances(set_of(response)).values()
    return ActionResult({"Summaries": [one.described() for one in found]})


def describe_instance(response):
    account = response._get_param("StackInstanceAccount")
    region = response._get_param("StackInstanceRegion")
    found = existing(set_of(response), (account, region))
    return ActionResult({"StackInstance": found.described()})


def operation_of(response):
    wanted = response._get_param("OperationId")
    for operation in set_of(response).operations:
        if operation["OperationId"] == wanted:
            return operation
    raise ServiceException("OperationNotFoundException", f"There is no operation {wanted}.")


def describe_operation(response):
    operation = operation_of(response)
    failed = [reason for reason in operation["Results"].values() if reason]
    details = {"FailedStackInstancesCount": len(failed)}
    return ActionResult({"StackSetOperation": {**operation, "StatusDetails": details}})


def operation_results(response):
    results = [
        {
            "Account": account,
            "Region": region,
            "Status": "FAILED" if reason else "SUCCEEDED",
            "StatusReason": reason,
        }
        for (account, region), reason in operation_of(response)["Results"].items()
    ]
    return ActionResult({"Summaries": results})


def delete_set(response):
    stack_set = set_of(response)
    if instances(stack_set):
        raise ServiceException("StackSetNotEmptyException", f"{stack_set.name} is not empty.")
    stack_set.delete()
    return EmptyResult()


for name, answer in {
    "create_stack_set": create_set,
    "update_stack_set": update_set,
    "delete_stack_set": delete_set,
    "create_stack_instances": create_instances,
    "update_stack_instances": update_instances,
    "delete_stack_instances": delete_instances,
    "list_stack_instances": list_instances,
    "describe_stack_instance": describe_instance,
    "describe_stack_set_operation": describe_operation,
    "list_stack_set_operation_results": operation_results,
}.items():
    setattr(CloudFormationResponse, name, answer)

StackSet.managed_execution = property(lambda stack_set: getattr(stack_set, "managed", {}))
