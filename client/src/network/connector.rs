//! Two roads: straight on, within this machine, and TLS, perhaps through a proxy, to everywhere else.

use std::sync::{Arc, OnceLock};

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext};
use aws_smithy_http_client::{Connector, ConnectorBuilder};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use http::Uri;

use super::{CONNECT, READ, address, trust};

#[derive(Debug, Clone)]
pub(super) struct Roads(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    proxy: ProxyConfig,
    bundle: Vec<trust::Certificate>,
    straight: OnceLock<SharedHttpConnector>,
    /// Reading the trusted certificates takes milliseconds: only when they are needed.
    far: OnceLock<Result<SharedHttpConnector, String>>,
}

impl Roads {
    pub(super) fn new(proxy: ProxyConfig, bundle: Vec<trust::Certificate>) -> Self {
        Self(Arc::new(Inner {
            proxy,
            bundle,
            straight: OnceLock::new(),
            far: OnceLock::new(),
        }))
    }

    fn straight(&self) -> &SharedHttpConnector {
        self.0.straight.get_or_init(|| {
            let tls = Provider::Rustls(CryptoMode::AwsLc);
            // What leads to this machine needs no trust; https to it takes the other road.
            let builder = timed().proxy_config(ProxyConfig::disabled());
            SharedHttpConnector::new(
                builder
                    .tls_provider(tls)
                    .tls_context(trust::nothing())
                    .build_with_resolver(Names),
            )
        })
    }

    fn far(&self, proxy: &ProxyConfig) -> Result<&SharedHttpConnector, ConnectorError> {
        let made = self.0.far.get_or_init(|| {
            let context: TlsContext = trust::context(&self.0.bundle)?;
            let tls = Provider::Rustls(CryptoMode::AwsLc);
            let builder = timed().proxy_config(proxy.clone()).tls_provider(tls);
            Ok(SharedHttpConnector::new(
                builder.tls_context(context).build_with_resolver(Names),
            ))
        });
        made.as_ref()
            .map_err(|cause| ConnectorError::user(cause.clone().into()))
    }
}

fn timed() -> ConnectorBuilder {
    let settings = HttpConnectorSettings::builder()
        .connect_timeout(CONNECT)
        .read_timeout(READ)
        .build();
    Connector::builder().connector_settings(settings)
}

impl HttpConnector for Roads {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let uri: Uri = match request.uri().parse() {
            Ok(uri) if address::is_usable(&uri) => uri,
            _ => return refused(ConnectorError::user(Box::new(Insecure))),
        };
        if !address::is_https(&uri) {
            return self.straight().call(request);
        }
        match self.far(&self.0.proxy) {
            Ok(far) => far.call(request),
            Err(error) => refused(error),
        }
    }
}

fn refused(error: ConnectorError) -> HttpConnectorFuture {
    HttpConnectorFuture::ready(Err(error))
}

impl HttpClient for Roads {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Neither https nor this machine.
#[derive(Debug, thiserror::Error)]
#[error("neither https nor this machine")]
pub(super) struct Insecure;

/// The system's own, with an error that can be told from others.
#[derive(Debug, Clone)]
struct Names;

impl ResolveDns for Names {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            let found = tokio::net::lookup_host((name, 0)).await;
            let found = found.map_err(ResolveDnsError::new)?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}
