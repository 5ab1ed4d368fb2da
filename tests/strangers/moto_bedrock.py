"""Calls of Bedrock that moto lacks, answered as AWS answers them.

An account has no agreement for a model until it accepts an offer; AWS wants the use-case form of the
account or of the organization's management account first. At AWS an agreement takes minutes. The
form is kept for each account: moto has no place for it."""

import base64
import json

from moto.bedrock.exceptions import ResourceNotFoundException
from moto.bedrock.responses import BedrockResponse
from moto.core.responses import ActionResult
from moto.organizations.models import organizations_backends

forms = {}
agreements = set()


def has_form(account):
    """Its own, or the one it inherits."""
    management, _ = organizations_backends.master_accounts.get(account, (account, None))
    return account in forms or management in forms


def model_of(response):
    return response.path.rsplit("/", 1)[1]


def get_use_case_for_model_access(response):
    if response.current_account not in forms:
        raise ResourceNotFoundException("There is no use case.")
    return ActionResult({"formData": forms[response.current_account]})


def put_use_case_for_model_access(response):
    form = json.loads(response.body)["formData"]
    forms[response.current_account] = base64.b64decode(form)
    return ActionResult({})


def get_foundation_model_availability(response):
    model = model_of(response)
    agreed = (response.current_account, model) in agreements
    answer = {
        "modelId": model,
        "agreementAvailability": {"status": "AVAILABLE" if agreed else "NOT_AVAILABLE"},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "AVAILABLE",
        "regionAvailability": "AVAILABLE",
    }
    return ActionResult(answer)


def list_foundation_model_agreement_offers(response):
    model = model_of(response)
    terms = {"usageBasedPricingTerm": {"rateCard": []}, "legalTerm": {}, "supportTerm": {}}
    offer = {"offerToken": f"offer-{model}", "termDetails": terms}
    return ActionResult({"modelId": model, "offers": [offer]})


def create_foundation_model_agreement(response):
    asked = json.loads(response.body)
    model = asked["modelId"]
    if asked["offerToken"] != f"offer-{model}" or not has_form(response.current_account):
        raise ResourceNotFoundException("There is no such offer for an account without a use case.")
    agreements.add((response.current_account, model))
    return ActionResult({"modelId": model})


for call in (
    get_use_case_for_model_access,
    put_use_case_for_model_access,
    get_foundation_model_availability,
    list_foundation_model_agreement_offers,
    create_foundation_model_agreement,
):
    setattr(BedrockResponse, call.__name__, call)
