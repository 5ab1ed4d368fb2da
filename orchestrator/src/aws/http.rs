//! One pool of connections for every account: clients come and go with their credentials, and AWS's
//! addresses are the same for all.

use std::sync::OnceLock;

use aws_smithy_http_client::ConnectorBuilder;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// What the SDK makes where it is given none, made once. All our clients have the same time-outs,
/// so the settings of whichever comes first serve them all.
#[derive(Debug, Default)]
pub struct Pool {
    connector: OnceLock<SharedHttpConnector>,
}

impl HttpClient for Pool {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let connector = self.connector.get_or_init(|| {
            let mut builder = ConnectorBuilder::default();
            builder.set_connector_settings(Some(settings.clone()));
            builder.set_sleep_impl(components.sleep_impl());
            let connector = builder
                .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
                .proxy_config(ProxyConfig::from_env())
                .build();
            SharedHttpConnector::new(connector)
        });
        connector.clone()
    }
}
