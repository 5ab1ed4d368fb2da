"""A plan file, and the organization at moto that it becomes, as boto3 sees it."""

import json

PLAN_FILE = """
[organization]
name        = "acme"
ou          = "Platform/Bedrock"
email       = "aws+{{account}}@acme.example"
home_region = "us-east-1"
regions     = ["us-east-1", "us-west-2"]
tags        = {{ owner = "cloud-coe" }}
manage_trusted_access = false

[identity]
issuer    = "https://acme.okta.com"
client_id = "0oa1b2c3d4e5f6g7h8i9"

[hub]
account = "{hub}"
notify  = ["cloud-coe@acme.example"]

[use_case]
company     = "Acme Inc."
website     = "https://acme.example"
industry    = "Technology"
users       = "internal"
description = "Our developers write and review code."

[models]
opus      = {{ id = "anthropic.claude-opus-5-5", profile = "us" }}
sonnet    = {{ id = "anthropic.claude-sonnet-5-5", profile = "us" }}
haiku     = {{ id = "anthropic.claude-haiku-5-5", profile = "global" }}
sonnet-eu = {{ id = "anthropic.claude-sonnet-5-5", profile = "eu" }}

[defaults]
models = {models}
budget = {{ monthly_usd = 2000, notify = ["finance@acme.example"] }}
monitoring = {{ notify = ["on-call@acme.example"] }}

[team.backend]
group      = "{group}"
developers = 40
accounts   = 2

[team.data]
group      = "bedrock-data"
developers = 12
account    = "{adopted}"
regions    = ["{region}"]
models     = ["sonnet-eu"]
tags       = {{ cost-center = "4711" }}
{more}"""


class Organization:
    """An organization at moto as boto3 sees it."""

    def __init__(self, moto):
        self.client = moto.client("organizations")
        self.client.create_organization(FeatureSet="ALL")
        self.root = self.client.list_roots()["Roots"][0]["Id"]

    def every(self, operation, key, **arguments):
        pages = self.client.get_paginator(operation).paginate(**arguments)
        return [thing for page in pages for thing in page[key]]

    def unit(self, path):
        """The id of the one OU at a path."""
        parent = self.root
        for name in path.split("/"):
            parent = self.units_below(parent)[name]
        return parent

    def units_below(self, parent):
        listed = self.every(
            "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=parent
        )
        units = {unit["Name"]: unit["Id"] for unit in listed}
        assert len(units) == len(listed), f"two OUs of one name: {listed}"
        return units

    def make_unit(self, path):
        parent, _, name = path.rpartition("/")
        parent = self.unit(parent) if parent else self.root
        made = self.client.create_organizational_unit(ParentId=parent, Name=name)
        return made["OrganizationalUnit"]["Id"]

    def make_account(self, name, email, path):
        made = self.client.create_account(AccountName=name, Email=email)
        account = made["CreateAccountStatus"]["AccountId"]
        self.move(account, self.root, self.unit(path))
        return account

    def move(self, account, source, destination):
        self.client.move_account(
            AccountId=account, SourceParentId=source, DestinationParentId=destination
        )

    def accounts_in(self, path):
        listed = self.every("list_accounts_for_parent", "Accounts", ParentId=self.unit(path))
        accounts = {account["Name"]: account for account in listed}
        assert len(accounts) == len(listed), f"two accounts of one name: {listed}"
        return accounts

    def tags(self, resource):
        listed = self.every("list_tags_for_resource", "Tags", ResourceId=resource)
        return {tag["Key"]: tag["Value"] for tag in listed}

    def policies(self):
        """Ours by name. AWS's own is attached to everything and stays out of this."""
        listed = self.every("list_policies", "Policies", Filter="SERVICE_CONTROL_POLICY")
        ours = [policy for policy in listed if not policy["AwsManaged"]]
        policies = {policy["Name"]: policy["Id"] for policy in ours}
        assert len(policies) == len(ours), f"two policies of one name: {listed}"
        return policies

    def content(self, policy):
        described = self.client.describe_policy(PolicyId=policy)
        return json.loads(described["Policy"]["Content"])

    def attached(self, path):
        listed = self.every(
            "list_policies_for_target",
            "Policies",
            TargetId=self.unit(path) if path else self.root,
            Filter="SERVICE_CONTROL_POLICY",
        )
        return {policy["Name"] for policy in listed if not policy["AwsManaged"]}
