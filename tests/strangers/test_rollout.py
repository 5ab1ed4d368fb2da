"""bedrock-org gives every account its stacks at moto, through stack sets, and boto3 looks inside each
account with the account's own credentials.

start_moto.py says what moto lacks and how that is mended. What stays untried here is tried in the
sandbox: operations take no time, nobody signs in (moto admits every token to every pool), and
Bedrock answers no call."""

import json

import pytest
from inside import AUTH, ISSUER, MONITORING, Hub, Inside

US = ("us-east-1", "us-west-2")
EU = ("eu-central-1",)


@pytest.fixture
def clients(moto, organization, plan_file, adopted):
    """After an apply: what makes clients inside each account, by the account's name."""
    moto.run("apply", plan_file(models=("opus", "haiku")), "--yes")
    backend = organization.accounts_in("Platform/Bedrock/backend")
    accounts = {name: account["Id"] for name, account in backend.items()}
    accounts["data-1"] = adopted
    return {name: Inside(moto, account) for name, account in accounts.items()}


def arns(kind, regions, account=""):
    return {f"arn:aws:bedrock:{region}:{account}:{kind}" for region in regions}


def check_sign_in(inside, team, group):
    pool = inside.pool()
    assert pool["IdentityPoolName"] == f"bedrock-{team}"
    assert pool["AllowUnauthenticatedIdentities"] is False
    assert pool["OpenIdConnectProviderARNs"] == [inside.provider()]
    iam = inside.client("iam")
    provider = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=inside.provider())
    assert provider["Url"].removeprefix("https://") == ISSUER
    assert provider["ClientIDList"] == ["0oa1b2c3d4e5f6g7h8i9"]

    role = iam.get_role(RoleName="bedrock-developer")["Role"]
    assert inside.rule() == {
        "Claim": "groups",
        "MatchType": "Contains",
        "Value": group,
        "RoleARN": role["Arn"],
    }
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Federated": "cognito-identity.amazonaws.com"}
    assert trust["Action"] == ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
    assert trust["Condition"] == {
        "StringEquals": {"cognito-identity.amazonaws.com:aud": pool["IdentityPoolId"]},
        "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
    }
    assert role["Tags"] == [{"Key": "bedrock-org:team", "Value": team}]
    tags = inside.client("cognito-identity").get_principal_tag_attribute_map(
        IdentityPoolId=pool["IdentityPoolId"], IdentityProviderName=inside.provider()
    )
    assert tags["UseDefaults"] is False
    assert tags["PrincipalTags"] == {"email": "email", "subject": "sub"}


def check_monitoring(inside, team, region, hub):
    outputs = inside.outputs(MONITORING, region)
    cloudwatch, logs = inside.client("cloudwatch", region), inside.client("logs", region)
    dashboards = cloudwatch.list_dashboards()["DashboardEntries"]
    assert [one["DashboardName"] for one in dashboards] == [f"bedrock-{team}-{region}"]
    alarms = cloudwatch.describe_alarms()["MetricAlarms"]
    names = {f"bedrock-{team}-{what}-{region}" for what in ("throttles", "errors", "tokens")}
    assert {one["AlarmName"] for one in alarms} == names
    assert {action for one in alarms for action in one["AlarmActions"]} == {outputs["TopicArn"]}
    sns = inside.client("sns", region)
    listed = sns.list_subscriptions_by_topic(TopicArn=outputs["TopicArn"])["Subscriptions"]
    assert [one["Endpoint"] for one in listed] == ["on-call@acme.example"]
    (group,) = logs.describe_log_groups()["logGroups"]
    # moto keeps the template's text.
    retention = int(group["retentionInDays"])
    assert (group["logGroupName"], retention) == (outputs["LogGroupName"], 30)
    bedrock = inside.client("bedrock", region)
    written = bedrock.get_model_invocation_logging_configuration()["loggingConfig"]
    assert written["cloudWatchConfig"]["logGroupName"] == outputs["LogGroupName"]
    assert written["cloudWatchConfig"]["roleArn"] == outputs["LogRoleArn"]
    assert written["textDataDeliveryEnabled"] is False, "who called, never what was said"
    sink = hub.outputs_of_hub(region)["SinkArn"]
    parameters = inside.stacks(region)[MONITORING]["Parameters"]
    assert {"ParameterKey": "Sink", "ParameterValue": sink} in parameters


def test_every_account_gets_its_stacks(moto, clients, hub):
    for name, inside in clients.items():
        team = name.removesuffix("-1").removesuffix("-2")
        regions = EU if team == "data" else US
        assert set(inside.stacks("us-east-1")) >= {AUTH}
        check_sign_in(inside, team, f"bedrock-{team}")
        for region in regions:
            check_monitoring(inside, team, region, Hub(moto, hub))
    # Nowhere else: not in other Regions, and no second identity pool.
    assert set(clients["data-1"].stacks("us-east-1")) == {AUTH}
    assert set(clients["data-1"].stacks("us-west-2")) == set()
    assert set(clients["backend-1"].stacks("eu-central-1")) == set()


def test_the_role_may_invoke_the_models_of_the_plan_and_nothing_else(clients):
    inside = clients["backend-1"]
    opus, haiku = "anthropic.claude-opus-5-5", "anthropic.claude-haiku-5-5"
    geographic = arns(f"inference-profile/us.{opus}", US, inside.account)
    everywhere = arns(f"inference-profile/global.{haiku}", US, inside.account)
    assert inside.invocable() == {
        "InvokeGeographicProfiles": geographic,
        "InvokeModelsByGeographicProfile": arns(f"foundation-model/{opus}", (*US, "us-east-2")),
        "InvokeGlobalProfiles": everywhere,
        "InvokeModelsByGlobalProfile": arns(f"foundation-model/{haiku}", US),
        "InvokeModelsAnywhereByGlobalProfile": {f"arn:aws:bedrock:::foundation-model/{haiku}"},
    }
    sonnet = "anthropic.claude-sonnet-5-5"
    europe = ("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3")
    inside = clients["data-1"]
    assert inside.invocable() == {
        "InvokeGeographicProfiles": arns(f"inference-profile/eu.{sonnet}", EU, inside.account),
        "InvokeModelsByGeographicProfile": arns(f"foundation-model/{sonnet}", europe),
    }


def test_the_hub_sees_the_organization(moto, organization, clients, hub):
    inside = Hub(moto, hub)
    for region in (*US, *EU):
        arn = inside.outputs_of_hub(region)["SinkArn"]
        assert arn.startswith(f"arn:aws:oam:{region}:{hub}:sink/")
    dashboards = inside.client("cloudwatch").list_dashboards()["DashboardEntries"]
    assert len(dashboards) == 1
    listed = inside.client("sns").list_subscriptions()["Subscriptions"]
    assert [one["Endpoint"] for one in listed] == ["cloud-coe@acme.example"]


def test_the_routing_document_names_what_is_there(moto, clients):
    routes = json.loads((moto.folder / "routes.json").read_text())
    assert routes["issuer"] == f"https://{ISSUER}"
    listed = {
        account["name"]: (team, account) for team in routes["teams"] for account in team["accounts"]
    }
    assert set(listed) == set(clients)
    for name, inside in clients.items():
        team, account = listed[name]
        assert account["id"] == inside.account
        assert account["identity_pool"] == inside.pool()["IdentityPoolId"]
        assert account["role"] == inside.rule()["RoleARN"]
        assert account["login"] == ISSUER
        assert team["group"] == inside.rule()["Value"]


def test_the_form_and_the_terms(moto, clients):
    form = moto.client("bedrock").get_use_case_for_model_access()["formData"]
    assert json.loads(form)["companyName"] == "Acme Inc."
    bedrock = clients["data-1"].client("bedrock", "eu-central-1")
    model = bedrock.get_foundation_model_availability(modelId="anthropic.claude-sonnet-5-5")
    assert model["agreementAvailability"]["status"] == "AVAILABLE"


def operations(moto):
    cloudformation = moto.client("cloudformation")
    return {
        name: {
            one["OperationId"]
            for one in cloudformation.list_stack_set_operations(StackSetName=name)["Summaries"]
        }
        for name in (AUTH, MONITORING)
    }


def test_a_second_apply_changes_nothing(moto, clients, plan_file):
    file = plan_file(models=("opus", "haiku"))
    before, routes = operations(moto), moto.folder / "routes.json"
    written = routes.stat().st_mtime_ns
    plan = moto.plan(file, "--detailed-exitcode")
    assert (plan["changes"], plan["blocked"], plan["unplanned"]) == ([], [], [])
    moto.run("apply", file, "--yes")
    assert operations(moto) == before
    assert routes.stat().st_mtime_ns == written


def test_another_group_and_other_models_reach_the_stacks_that_they_concern(
    moto, clients, plan_file
):
    pools = {name: inside.pool()["IdentityPoolId"] for name, inside in clients.items()}
    untouched = clients["data-1"].stacks("us-east-1")
    file = plan_file(models=("sonnet",), group="bedrock-engineers")
    moto.run("apply", file, "--yes")

    for name in ("backend-1", "backend-2"):
        inside = clients[name]
        assert inside.rule()["Value"] == "bedrock-engineers"
        sonnet = "inference-profile/us.anthropic.claude-sonnet-5-5"
        invocable = inside.invocable()
        assert set(invocable) == {"InvokeGeographicProfiles", "InvokeModelsByGeographicProfile"}
        assert invocable["InvokeGeographicProfiles"] == arns(sonnet, US, inside.account)
    found = {name: inside.pool()["IdentityPoolId"] for name, inside in clients.items()}
    assert found == pools, "developers keep their pool"
    assert clients["data-1"].stacks("us-east-1") == untouched
    routes = json.loads((moto.folder / "routes.json").read_text())
    groups = {team["name"]: team["group"] for team in routes["teams"]}
    assert groups == {"backend": "bedrock-engineers", "data": "bedrock-data"}
    assert moto.plan(file, "--detailed-exitcode")["changes"] == []


def test_an_account_that_knows_the_provider_already(moto, organization, plan_file, adopted):
    iam = moto.member(adopted)("iam")
    iam.create_open_id_connect_provider(
        Url=f"https://{ISSUER}", ClientIDList=["0oa1b2c3d4e5f6g7h8i9"], ThumbprintList=[]
    )
    said = moto.run("apply", plan_file(), "--yes", code=3)
    failed = [line for line in said.splitlines() if line.strip().startswith("FAIL")]
    assert {line.split()[1] for line in failed} == {"team.data/account.data-1/stackset.auth:"}
    assert all("EntityAlreadyExists" in line for line in failed)
    routes = json.loads((moto.folder / "routes.json").read_text())
    assert {team["name"]: len(team["accounts"]) for team in routes["teams"]} == {
        "backend": 2,
        "data": 0,
    }

    before = operations(moto)
    file = plan_file(more='oidc_provider = "existing"')
    moto.run("apply", file, "--yes")
    check_sign_in(Inside(moto, adopted), "data", "bedrock-data")
    after = operations(moto)
    assert after[MONITORING] == before[MONITORING], "what is done is left alone"
    assert len(after[AUTH] - before[AUTH]) == 1
    assert moto.plan(file, "--detailed-exitcode")["changes"] == []


def test_the_stack_of_a_region_that_the_plan_left_goes_when_it_is_named(
    moto, clients, plan_file
):
    inside = clients["data-1"]
    file = plan_file(models=("opus", "haiku"), region="eu-west-1")
    moto.run("apply", file, "--yes")
    assert set(inside.stacks("eu-west-1")) == set(inside.stacks("eu-central-1")) == {MONITORING}

    left = "team.data/account.data-1/stackset.monitoring/eu-central-1"
    assert left in {one["address"] for one in moto.plan(file)["unplanned"]}
    moto.run("apply", file, "--yes", "--delete", left)
    assert set(inside.stacks("eu-central-1")) == set()
    assert set(inside.stacks("eu-west-1")) == {MONITORING}
