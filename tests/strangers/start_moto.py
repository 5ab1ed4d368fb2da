"""Serves moto on the port that is given, with mends: what moto lacks or has otherwise than AWS, as far
as bedrock-org needs it. Each says what and why at its top:

- moto_stacks.py: kinds of resources in templates;
- moto_updates.py: updates of stacks;
- moto_stack_sets.py: service-managed stack sets;
- moto_bedrock.py: calls of Bedrock about models;
- moto_budgets.py: calls of Budgets;
- moto_quotas.py: calls of Service Quotas.

Each call is named on standard output, so that a test can count them. A call that is still missing is answered like one that AWS refuses. moto itself answers with status 500
and HTML, which clients take for an outage and try again for long."""

import json
import os
import sys

import moto_bedrock  # noqa: F401
import moto_budgets  # noqa: F401
import moto_quotas  # noqa: F401
import moto_stack_sets  # noqa: F401
import moto_stacks  # noqa: F401
import moto_updates  # noqa: F401
from moto import server
from moto.core.responses import BaseResponse

call_action = BaseResponse.call_action


def answered(response):
    # In one piece: moto answers many at once.
    os.write(1, f"called {response.service_name} {response._get_action()}\n".encode())
    try:
        return call_action(response)
    except NotImplementedError as missing:
        if "form-urlencoded" in response.headers.get("Content-Type", ""):
            headers = {"Content-Type": "text/xml"}
            body = (
                "<ErrorResponse><Error><Type>Sender</Type><Code>NotImplemented</Code>"
                f"<Message>{missing}</Message></Error></ErrorResponse>"
            )
        else:
            headers = {"Content-Type": "application/json", "x-amzn-ErrorType": "NotImplemented"}
            body = json.dumps({"__type": "NotImplemented", "message": str(missing)})
        return 400, headers, body


BaseResponse.call_action = answered
server.main(["-H", "127.0.0.1", "-p", sys.argv[1]])
