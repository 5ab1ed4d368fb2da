//! The routing document to where clients fetch it.

use crate::model::PublishPlace;

use super::raw::Outgoing;
use super::{Aws, Trouble};

const TYPE: &str = "application/json";

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    Written,
    /// The same text was there already.
    Unchanged,
}

#[derive(Debug, thiserror::Error)]
#[error("could not publish the routing document to {place}: {trouble}")]
pub struct PublishError {
    place: PublishPlace,
    trouble: Trouble,
}

impl PublishError {
    pub fn hint(&self) -> String {
        match (&self.place, self.trouble.code.as_str()) {
            (PublishPlace::S3 { bucket, .. }, "NoSuchBucket") => {
                format!("create the bucket {bucket} in the management account, or name another in routing.publish")
            }
            (PublishPlace::S3 { bucket, key }, "AccessDenied") => {
                format!("allow s3:GetObject and s3:PutObject on arn:aws:s3:::{bucket}/{key}")
            }
            (PublishPlace::Https(_), code) if code.starts_with("HTTP ") => {
                "routing.publish takes an address that accepts an HTTP PUT from here without signing \
                 in; routes.json itself was written, and can be copied there"
                    .into()
            }
            _ => self.trouble.hint(),
        }
    }
}

/// Only when what is there differs: whoever watches the place sees changes alone.
pub async fn publish(
    aws: &Aws,
    place: &PublishPlace,
    body: &[u8],
) -> Result<Published, PublishError> {
    let published = match place {
        PublishPlace::S3 { bucket, key } => to_s3(aws, bucket, key, body).await,
        PublishPlace::Https(url) => to_server(aws, url, body).await,
    };
    published.map_err(|trouble| PublishError {
        place: place.clone(),
        trouble,
    })
}

async fn to_s3(aws: &Aws, bucket: &str, key: &str, body: &[u8]) -> Result<Published, Trouble> {
    // Who may not read may still write: what is there is not known then, and is written over.
    let there = match aws.object(bucket, key).await {
        Err(trouble) if trouble.is("AccessDenied") => None,
        there => there?,
    };
    if there.as_deref() == Some(body) {
        return Ok(Published::Unchanged);
    }
    aws.put_object(bucket, key, TYPE, body).await?;
    Ok(Published::Written)
}

async fn to_server(aws: &Aws, url: &str, body: &[u8]) -> Result<Published, Trouble> {
    let request = |method, body: &[u8]| Outgoing {
        method,
        url: url.to_owned(),
        headers: vec![("content-type".into(), TYPE.into())],
        body: body.to_vec(),
    };
    let there = aws.send("routes.Get", &request("GET", &[])).await?;
    if there.is_success() && there.body == body {
        return Ok(Published::Unchanged);
    }
    let reply = aws.send("routes.Put", &request("PUT", body)).await?;
    if reply.is_success() {
        return Ok(Published::Written);
    }
    Err(reply.trouble("routes.Put"))
}
