//! S3, as far as templates and the routing document need it: whole objects of text.

use serde_json::{Value, json};

use crate::authorize::{Resource, access_denied, authorize};
use crate::call::Service;
use crate::context::{Context, Keys};
use crate::refusal::Refusal;
use crate::world::Object;

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let operation = context.call.operation.as_str();
    let (bucket, key) = (context.text("Bucket"), context.text("Key"));
    let resource = Resource::untagged(format!("arn:aws:s3:::{bucket}/{key}"));
    authorize(
        context,
        &format!("s3:{operation}"),
        &[resource],
        &Keys::new(),
    )?;
    let Some(found) = context.world.buckets.get(bucket) else {
        let message = "The specified bucket does not exist";
        return Err(Refusal::new(404, "NoSuchBucket", message));
    };
    // There are no bucket policies here, which alone could let somebody else in.
    if found.account != context.caller.account {
        return Err(access_denied(Service::S3, "Access Denied"));
    }
    if operation == "GetObject" {
        let object = found.objects.get(key);
        let object = object
            .ok_or_else(|| Refusal::new(404, "NoSuchKey", "The specified key does not exist."))?;
        return Ok(json!({
            "Body": object.body,
            "ContentType": object.kind,
            "ETag": tag(context, &object.body),
        }));
    }
    let object = Object {
        body: context.text("Body").to_owned(),
        kind: context.text("ContentType").to_owned(),
    };
    let answer = json!({"ETag": tag(context, &object.body)});
    let (bucket, key) = (bucket.to_owned(), key.to_owned());
    if let Some(bucket) = context.world.buckets.get_mut(&bucket) {
        bucket.objects.insert(key, object);
    }
    Ok(answer)
}

fn tag(context: &Context<'_>, body: &str) -> String {
    format!("\"{}\"", context.draw.hex(32, "etag", body))
}
