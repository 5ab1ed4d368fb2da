"""Calls of Service Quotas that moto lacks. It knows quotas of VPC alone, and no requests: here Bedrock has
one quota, which every account has as AWS gives it, and requests stay open. boto3 sees the requests that
were made, for each account and Region by itself."""

import json
import time
import uuid

from moto.servicequotas.responses import ServiceQuotasResponse

QUOTA = {
    "ServiceCode": "bedrock",
    "ServiceName": "Amazon Bedrock",
    "QuotaCode": "L-94A31E46",
    "QuotaName": "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5.5",
    "Value": 6_000_000.0,
    "Unit": "None",
    "Adjustable": True,
    "GlobalQuota": False,
}

requests = []
defaults_of_moto = ServiceQuotasResponse.list_aws_default_service_quotas


def refused(code, message):
    return 400, {"x-amzn-ErrorType": code}, json.dumps({"__type": code, "message": message})


def of_here(response):
    here = (response.current_account, response.region)
    return [request for place, request in requests if place == here]


def list_aws_default_service_quotas(response):
    if json.loads(response.body)["ServiceCode"] != "bedrock":
        return defaults_of_moto(response)
    return json.dumps({"Quotas": [QUOTA]})


def list_service_quotas(_response):
    return json.dumps({"Quotas": [QUOTA]})


def list_requested_service_quota_change_history(response):
    return json.dumps({"RequestedQuotas": of_here(response)})


def list_requested_service_quota_change_history_by_quota(response):
    code = json.loads(response.body)["QuotaCode"]
    listed = [request for request in of_here(response) if request["QuotaCode"] == code]
    return json.dumps({"RequestedQuotas": listed})


def request_service_quota_increase(response):
    asked = json.loads(response.body)
    if asked["QuotaCode"] != QUOTA["QuotaCode"]:
        return refused("NoSuchResourceException", "There is no such quota.")
    if asked["DesiredValue"] <= QUOTA["Value"]:
        return refused("IllegalArgumentException", "The value is not greater than the current one.")
    if of_here(response):
        return refused("ResourceAlreadyExistsException", "There is an open request for this quota.")
    now = time.time()
    request = {
        "Id": uuid.uuid4().hex,
        "ServiceCode": "bedrock",
        "QuotaCode": asked["QuotaCode"],
        "QuotaName": QUOTA["QuotaName"],
        "DesiredValue": asked["DesiredValue"],
        "Status": "PENDING",
        "Created": now,
        "LastUpdated": now,
    }
    requests.append(((response.current_account, response.region), request))
    return json.dumps({"RequestedQuota": request})


for call in (
    list_aws_default_service_quotas,
    list_service_quotas,
    list_requested_service_quota_change_history,
    list_requested_service_quota_change_history_by_quota,
    request_service_quota_increase,
):
    setattr(ServiceQuotasResponse, call.__name__, call)
