//! A program with the AWS SDK for Rust, which takes its credentials from the profile: one of the strangers
//! of tests/journey.

use aws_config::BehaviorVersion;

#[tokio::main(flavor = "current_thread")]
#[allow(clippy::print_stdout, reason = "it is a program of its own")]
async fn main() -> anyhow::Result<()> {
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let identity = aws_sdk_sts::Client::new(&config)
        .get_caller_identity()
        .send()
        .await?;
    let answer = serde_json::json!({ "Account": identity.account(), "Arn": identity.arn() });
    println!("{answer}");
    Ok(())
}
