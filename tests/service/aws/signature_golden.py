#!/usr/bin/env python3
"""Requests signed by botocore, with dummy keys and a fixed date: signature_golden.py > signature_golden.json"""

import datetime
import json

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


class FixedDate(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return cls(2026, 11, 26, 17, 14, 41)


botocore.auth.datetime.datetime = FixedDate
JSON11 = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "SageMaker.ListExperiments"}
BODY = '{"MaxResults": 1}'
CASES = [
    ("post", "POST", "/", BODY, JSON11, None, "sagemaker"),
    ("session token", "POST", "/", BODY, JSON11, "token/+=", "sagemaker"),
    ("metrics", "PUT", "/BatchPutMetrics", BODY, {"Content-Type": "application/json"}, None, "sagemaker"),
    ("logs", "POST", "/", "{}", {**JSON11, "X-Amz-Target": "Logs_20140328.GetLogEvents"}, None, "logs"),
    ("query", "GET", "/?b=2&a=%20x&a=1&c=", "", {}, None, "sagemaker"),
    ("path", "GET", "//a//b%20c/", "", {}, None, "sagemaker"),
    ("white space", "POST", "/", BODY, {**JSON11, "X-Amz-Note": "  a   b  "}, None, "sagemaker"),
    ("javascript", "POST", "/", BODY,
     {**JSON11, "amz-sdk-invocation-id": "11111111-2222-4333-8444-555555555555", "amz-sdk-request": "attempt=1; max=3",
      "Content-Length": str(len(BODY)), "x-amz-user-agent": "aws-sdk-js/3.967.0",
      "x-amz-content-sha256": __import__("hashlib").sha256(BODY.encode()).hexdigest()}, None, "sagemaker"),
]


def signed(name, method, target, body, headers, token, service):
    request = AWSRequest(method, "http://127.0.0.1:5555" + target, data=body.encode(), headers=dict(headers))
    botocore.auth.SigV4Auth(Credentials("AKIDEXAMPLE", "dummy-secret", token), service, "eu-west-1").add_auth(request)
    fields = [[key, value] for key, value in request.headers.items()]
    return {"name": name, "method": method, "target": target, "body": body, "service": service,
            "headers": [["Host", "127.0.0.1:5555"], *fields]}


print(json.dumps({"botocore": botocore.__version__, "requests": [signed(*case) for case in CASES]}, indent=1))
