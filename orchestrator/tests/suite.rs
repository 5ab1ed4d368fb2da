//! One binary for every test that links the AWS SDK.

mod plan_file;
