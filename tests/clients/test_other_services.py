import pytest
from botocore.exceptions import ClientError

STACKSETS = "member.org.stacksets.cloudformation.amazonaws.com"


def test_stacksets_access_has_two_sides(sandbox, organizations):
    cloudformation = sandbox.client("cloudformation")

    def trusted():
        pages = organizations.get_paginator("list_aws_service_access_for_organization").paginate()
        found = pages.build_full_result()["EnabledServicePrincipals"]
        return [service["ServicePrincipal"] for service in found]

    organizations.enable_aws_service_access(ServicePrincipal=STACKSETS)
    assert cloudformation.describe_organizations_access()["Status"] == "DISABLED"
    cloudformation.activate_organizations_access()
    assert cloudformation.describe_organizations_access()["Status"] == "ENABLED"
    assert trusted() == [STACKSETS]
    cloudformation.deactivate_organizations_access()
    assert cloudformation.describe_organizations_access()["Status"] == "DISABLED"
    assert trusted() == []


@pytest.mark.parametrize(
    "service, call, named",
    [
        ("organizations", "list_handshakes_for_organization", "ListHandshakesForOrganization"),
        ("cloudformation", "list_exports", "cloudformation:ListExports"),
        ("service-quotas", "list_service_quota_increase_requests_in_template", "servicequotas:ListServiceQuotaIncreaseRequestsInTemplate"),
        ("account", "list_regions", "account:ListRegions"),
        ("sts", "get_session_token", "sts:GetSessionToken"),
        ("s3", "list_buckets", "s3"),
        ("ec2", "describe_instances", "ec2"),
        ("dynamodb", "list_tables", "DynamoDB"),
        ("lambda", "list_functions", "lambda"),
    ],
)
def test_what_is_not_modelled_is_refused_by_name(sandbox, service, call, named):
    with pytest.raises(ClientError) as refused:
        getattr(sandbox.client(service, retries=0), call)()
    error = refused.value.response["Error"]
    assert error["Code"] == "NotImplementedInSandbox"
    assert named in error["Message"]
