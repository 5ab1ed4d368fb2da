"""Serves moto on the port that is given, with two mends: moto_stacks.py says what stacks have that
moto's do not, and a call that moto lacks is answered like a call that AWS refuses. moto itself answers
with status 500 and HTML, which clients take for an outage and try again for long."""

import json
import sys

import moto_stacks  # noqa: F401
from moto import server
from moto.core.responses import BaseResponse

call_action = BaseResponse.call_action


def answered(response):
    try:
        return call_action(response)
    except NotImplementedError as missing:
        content_type = response.headers.get("Content-Type", "")
        if "json" in content_type:
            headers = {"Content-Type": content_type}
            body = json.dumps({"__type": "NotImplemented", "message": str(missing)})
        else:
            headers = {"Content-Type": "text/xml"}
            body = (
                "<ErrorResponse><Error><Type>Sender</Type><Code>NotImplemented</Code>"
                f"<Message>{missing}</Message></Error></ErrorResponse>"
            )
        return 400, headers, body


BaseResponse.call_action = answered
server.main(["-H", "127.0.0.1", "-p", sys.argv[1]])
