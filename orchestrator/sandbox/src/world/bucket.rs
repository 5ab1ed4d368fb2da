use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::World;

/// Objects by key; only the account itself gets at them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Bucket {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) objects: BTreeMap<String, Object>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) body: String,
    pub(crate) kind: String,
}

impl World {
    /// The bucket and the object at `https://BUCKET.s3.REGION.amazonaws.com/KEY` or
    /// `https://s3.REGION.amazonaws.com/BUCKET/KEY`.
    pub(crate) fn object_at(&self, url: &str) -> Option<(&Bucket, &Object)> {
        let (host, path) = url.strip_prefix("https://")?.split_once('/')?;
        let (bucket, key) = match host.split_once(".s3") {
            Some((bucket, _)) => (bucket, path),
            None if host.starts_with("s3") => path.split_once('/')?,
            None => return None,
        };
        let bucket = self.buckets.get(bucket)?;
        Some((bucket, bucket.objects.get(key)?))
    }
}
