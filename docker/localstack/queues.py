"""LocalStack runs this file when it is ready. The queues are those of infra-cdk, with fixed names."""

import json

import boto3

sqs = boto3.client(
    "sqs",
    endpoint_url="http://127.0.0.1:4566",
    region_name="eu-central-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
)
for name in ["import", "backfill", "aggregate"]:
    dlq_url = sqs.create_queue(
        QueueName=f"millrace-{name}-dlq",
        Attributes={"MessageRetentionPeriod": "1209600"},
    )["QueueUrl"]
    dlq = sqs.get_queue_attributes(QueueUrl=dlq_url, AttributeNames=["QueueArn"])
    sqs.create_queue(
        QueueName=f"millrace-{name}",
        Attributes={
            "VisibilityTimeout": "60",
            "ReceiveMessageWaitTimeSeconds": "20",
            "MessageRetentionPeriod": "345600",
            "RedrivePolicy": json.dumps(
                {
                    "deadLetterTargetArn": dlq["Attributes"]["QueueArn"],
                    "maxReceiveCount": "100",
                }
            ),
        },
    )
