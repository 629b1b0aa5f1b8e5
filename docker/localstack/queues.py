#!/usr/bin/env bash
# LocalStack runs this script when it is ready. The queues are those of infra-cdk, with fixed names.
set -euo pipefail

for name in import backfill aggregate; do
  dlq_url=$(awslocal sqs create-queue --queue-name "millrace-$name-dlq" \
    --attributes MessageRetentionPeriod=1209600 --query QueueUrl --output text)
  dlq_arn=$(awslocal sqs get-queue-attributes --queue-url "$dlq_url" \
    --attribute-names QueueArn --query Attributes.QueueArn --output text)
  awslocal sqs create-queue --queue-name "millrace-$name" --attributes "{
    \"VisibilityTimeout\": \"60\",
    \"ReceiveMessageWaitTimeSeconds\": \"20\",
    \"MessageRetentionPeriod\": \"345600\",
    \"RedrivePolicy\": \"{\\\"deadLetterTargetArn\\\":\\\"$dlq_arn\\\",\\\"maxReceiveCount\\\":\\\"100\\\"}\"
  }"
done
