"""What a plan asks of an account's quotas, as boto3 sees it inside that account."""


def test_a_higher_quota_is_asked_for_once_where_it_is_wanted(moto, adopted, plan_file):
    file = plan_file(more="quota = { sonnet-eu = { tpm = 9_000_000 } }")
    moto.run("apply", file, "--yes")
    client = moto.member(adopted)("service-quotas", region="eu-central-1")

    def asked():
        history = client.list_requested_service_quota_change_history(ServiceCode="bedrock")
        return [
            (one["QuotaCode"], one["DesiredValue"], one["Status"])
            for one in history["RequestedQuotas"]
        ]

    assert asked() == [("L-94A31E46", 9_000_000.0, "PENDING")]
    again = moto.plan(file, "--detailed-exitcode")
    assert (again["changes"], again["blocked"]) == ([], [])
    assert [(one["address"], one["kind"]) for one in again["waiting"]] == [
        ("team.data/account.data-1/quota.sonnet-eu.tpm/eu-central-1", "open")
    ]
    moto.run("apply", file, "--yes")
    assert len(asked()) == 1
