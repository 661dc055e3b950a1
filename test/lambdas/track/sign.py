"""Reads requests from standard input, one JSON object a line, and prints how botocore signs each."""

import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

for line in sys.stdin:
    request = json.loads(line)
    headers = {name.lower(): value for name, value in request["headers"].items()}
    when = datetime.datetime.strptime(headers.pop("x-amz-date"), "%Y%m%dT%H%M%SZ")
    given = headers.pop("authorization")
    # Of the signature's own headers, botocore adds these itself.
    for name in ("x-amz-security-token", "host"):
        headers.pop(name)
    scope = given.split("Credential=")[1].split(",")[0].split("/")
    botocore.auth.get_current_datetime = lambda *_, moment=when, **__: moment
    signed = AWSRequest(request["method"], request["url"], headers=headers, data=request.get("body"))
    credentials = Credentials("AKID", "secret", "session")
    botocore.auth.SigV4Auth(credentials, service_name=scope[3], region_name=scope[2]).add_auth(signed)
    print(signed.headers["Authorization"])
