//! Lists come in pages, and an empty page may have a next one: the end is where no token is.

use std::error::Error;
use std::future::Future;

use aws_sdk_organizations::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::call::{Caller, Repeat};
use super::{Aws, Trouble};

/// A page's items and the token of the next.
type Page<T> = (Option<Vec<T>>, Option<String>);

impl Aws {
    /// Every item of a list that the management account reads.
    pub(super) async fn pages<P, T, E, Fut>(
        &self,
        operation: &'static str,
        send: impl Fn(Option<String>) -> Fut,
        read: impl Fn(P) -> Page<T>,
    ) -> Result<Vec<T>, Trouble>
    where
        Fut: Future<Output = Result<P, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.caller().pages(operation, send, read).await
    }
}

impl Caller<'_> {
    /// Every item of a list. `send` asks for the page of a token, `read` takes a page apart.
    pub async fn pages<P, T, E, Fut>(
        self,
        operation: &'static str,
        send: impl Fn(Option<String>) -> Fut,
        read: impl Fn(P) -> Page<T>,
    ) -> Result<Vec<T>, Trouble>
    where
        Fut: Future<Output = Result<P, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let mut all = Vec::new();
        let mut token = None;
        loop {
            let page = self
                .call(operation, Repeat::Safe, || send(token.clone()))
                .await?;
            let (items, next) = read(page);
            all.extend(items.unwrap_or_default());
            token = next;
            if token.is_none() {
                return Ok(all);
            }
        }
    }
}
