"""The inside of an account at moto, as boto3 sees it with the account's own credentials."""

AUTH = "bedrock-auth-acme"
MONITORING = "bedrock-monitoring-acme"
HUB = "bedrock-hub-acme"
ISSUER = "acme.okta.com"


class Inside:
    """One member account as boto3 sees it."""

    def __init__(self, moto, account):
        self.account = account
        self.client = moto.member(account)

    def stacks(self, region):
        """By the name of the set."""
        listed = self.client("cloudformation", region).describe_stacks()["Stacks"]
        stacks = {one["StackName"].removeprefix("StackSet-")[:-37]: one for one in listed}
        assert len(stacks) == len(listed), "one stack of each set"
        return stacks

    def outputs(self, name, region="us-east-1"):
        found = self.stacks(region)[name]
        assert found["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
        return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}

    def pool(self):
        identity = self.client("cognito-identity")
        (pool,) = identity.list_identity_pools(MaxResults=60)["IdentityPools"]
        return identity.describe_identity_pool(IdentityPoolId=pool["IdentityPoolId"])

    def rule(self):
        pool = self.pool()["IdentityPoolId"]
        roles = self.client("cognito-identity").get_identity_pool_roles(IdentityPoolId=pool)
        assert roles["Roles"] == {}, "nobody gets a role past the rules"
        (provider,) = roles["RoleMappings"]
        assert provider == self.provider()
        mapping = roles["RoleMappings"][provider]
        assert (mapping["Type"], mapping["AmbiguousRoleResolution"]) == ("Rules", "Deny")
        (rule,) = mapping["RulesConfiguration"]["Rules"]
        return rule

    def provider(self):
        return f"arn:aws:iam::{self.account}:oidc-provider/{ISSUER}"

    def invocable(self):
        """What the role may invoke: the resources of each statement, by its name."""
        iam = self.client("iam")
        documents = [
            iam.get_role_policy(RoleName="bedrock-developer", PolicyName=name)["PolicyDocument"]
            for name in iam.list_role_policies(RoleName="bedrock-developer")["PolicyNames"]
        ]
        attached = iam.list_attached_role_policies(RoleName="bedrock-developer")
        for policy in attached["AttachedPolicies"]:
            arn = policy["PolicyArn"]
            version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
            documents.append(found["Document"])
        return {
            statement["Sid"]: set(statement["Resource"])
            for document in documents
            for statement in document["Statement"]
            if "bedrock:InvokeModel" in statement["Action"]
        }


class Hub(Inside):
    def outputs_of_hub(self, region):
        cloudformation = self.client("cloudformation", region)
        (stack,) = cloudformation.describe_stacks(StackName=HUB)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
