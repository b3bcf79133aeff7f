"""boto3 at a server of ours, and what tests ask of it."""

import re

import boto3
import botocore.config
import botocore.exceptions


def client_of(url, service="sagemaker"):
    return boto3.client(
        service, endpoint_url=url, region_name="eu-west-1", aws_access_key_id="key", aws_secret_access_key="secret",
        config=botocore.config.Config(retries={"max_attempts": 0}, proxies={}))


def until(ask, done):
    """Asks again until the answer is `done`; the test's own time limit ends what never is."""
    while True:
        answer = ask()
        if done(answer):
            return answer


def refused(call, code, text, **arguments):
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as error:
        found = error.response["Error"]
        assert found["Code"] == code and re.search(text, found["Message"]), found
        return error
    raise AssertionError("not refused: %s" % arguments)
