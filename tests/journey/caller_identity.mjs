// A program with the AWS SDK for JavaScript, which takes its credentials from the profile.

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const { Account, Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
console.log(JSON.stringify({ Account, Arn }));
