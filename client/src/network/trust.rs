//! Which certificates are trusted. There is no way to trust all of them.

use aws_smithy_http_client::tls::{TlsContext, TrustStore};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::stop::Stop;

pub(super) const BUNDLE: &str = "AWS_CA_BUNDLE";

/// One that was looked at: the connector takes no other.
#[derive(Debug, Clone)]
pub(super) struct Certificate(CertificateDer<'static>);

impl Certificate {
    fn check(der: CertificateDer<'static>) -> Option<Self> {
        let sound = RootCertStore::empty().add(der.clone()).is_ok();
        sound.then_some(Self(der))
    }

    fn pem(&self) -> Vec<u8> {
        let body = STANDARD.encode(&self.0);
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n").into_bytes()
    }
}

/// The company's own authorities, such as that of a proxy which looks into everything.
pub(super) fn bundle_from_environment() -> Result<Vec<Certificate>, Stop> {
    let Some(path) = std::env::var_os(BUNDLE).filter(|path| !path.is_empty()) else {
        return Ok(Vec::new());
    };
    let failed = |cause: &dyn std::fmt::Display| {
        let path = std::path::Path::new(&path).display();
        Stop::failed(format!("could not read {BUNDLE} ({path}): {cause}")).hint(format!(
            "set {BUNDLE} to a file of PEM certificates, or unset it"
        ))
    };
    let text = std::fs::read(&path).map_err(|error| failed(&error))?;
    let read: Vec<_> = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<_, _>>()
        .map_err(|_| failed(&"it is not PEM"))?;
    let sound: Vec<_> = read.into_iter().filter_map(Certificate::check).collect();
    if sound.is_empty() {
        return Err(failed(&"no certificate is in it"));
    }
    Ok(sound)
}

/// The system's, or those of `SSL_CERT_FILE`, and the bundle's.
pub(super) fn context(bundle: &[Certificate]) -> Result<TlsContext, String> {
    let native = rustls_native_certs::load_native_certs().certs;
    let native = native.into_iter().filter_map(Certificate::check);
    let store = native
        .chain(bundle.iter().cloned())
        .fold(TrustStore::empty(), |store, certificate| {
            store.with_pem_certificate(certificate.pem())
        });
    TlsContext::builder()
        .with_trust_store(store)
        .build()
        .map_err(|error| error.to_string())
}

/// For connections without TLS.
pub(super) fn nothing() -> TlsContext {
    TlsContext::builder()
        .with_trust_store(TrustStore::empty())
        .build()
        .unwrap_or_default()
}
