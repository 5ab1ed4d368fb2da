"""A program with boto3, which takes its credentials from the profile."""

import json

import boto3

identity = boto3.client("sts").get_caller_identity()
print(json.dumps({name: identity[name] for name in ("Account", "Arn")}))
