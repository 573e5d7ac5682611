"""Makes buckets and a user with the rights of a policy at a moto server; from then on every request must be allowed."""

import json
import sys
import urllib.request

import boto3

url, policy, *buckets = sys.argv[1:]
own = {
    "endpoint_url": url,
    "region_name": "us-east-1",
    "aws_access_key_id": "setup",
    "aws_secret_access_key": "setup",
}
s3, iam = boto3.client("s3", **own), boto3.client("iam", **own)
for bucket in buckets:
    s3.create_bucket(Bucket=bucket)
iam.create_user(UserName="bellwether")
iam.put_user_policy(UserName="bellwether", PolicyName="bucket", PolicyDocument=policy)
key = iam.create_access_key(UserName="bellwether")["AccessKey"]
enforce = urllib.request.Request(
    f"{url}/moto-api/reset-auth", data=b"0", headers={"content-type": "text/plain"}, method="POST"
)
urllib.request.urlopen(enforce)
print(json.dumps({"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}))
