//! The keys that tokens are signed with. They are published here, so that a run can be repeated: they
//! protect nothing.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

pub(crate) struct SigningKey {
    pair: Option<RsaKeyPair>,
    /// As a JSON Web Key.
    pub(crate) public: Value,
}

/// Every company's identity provider signs with this key.
pub(crate) static COMPANY: LazyLock<SigningKey> = LazyLock::new(|| {
    SigningKey::read(
        include_str!("keys/company.pem"),
        include_str!("keys/company.jwk.json"),
    )
});

/// Cognito's own tokens, of the classic flow.
pub(crate) static COGNITO: LazyLock<SigningKey> = LazyLock::new(|| {
    SigningKey::read(
        include_str!("keys/cognito.pem"),
        include_str!("keys/cognito.jwk.json"),
    )
});

/// Somebody's whom nobody trusts.
pub(crate) static STRANGER: LazyLock<SigningKey> = LazyLock::new(|| {
    SigningKey::read(
        include_str!("keys/stranger.pem"),
        include_str!("keys/stranger.jwk.json"),
    )
});

impl SigningKey {
    fn read(private: &str, public: &str) -> Self {
        let body: String = private
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect();
        let der = STANDARD.decode(body).unwrap_or_default();
        Self {
            pair: RsaKeyPair::from_pkcs8(&der).ok(),
            public: serde_json::from_str(public).unwrap_or_default(),
        }
    }

    pub(crate) fn id(&self) -> &str {
        self.public["kid"].as_str().unwrap_or_default()
    }

    /// RS256. Nothing, which no check accepts, if the key could not be read.
    pub(super) fn sign(&self, message: &str) -> Vec<u8> {
        let Some(pair) = &self.pair else {
            return Vec::new();
        };
        let mut signature = vec![0; pair.public_modulus_len()];
        let random = SystemRandom::new();
        match pair.sign(
            &RSA_PKCS1_SHA256,
            &random,
            message.as_bytes(),
            &mut signature,
        ) {
            Ok(()) => signature,
            Err(_) => Vec::new(),
        }
    }

    pub(super) fn verifies(&self, message: &str, signature: &[u8]) -> bool {
        let number = |name: &str| {
            let text = self.public[name].as_str().unwrap_or_default();
            URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
        };
        let public = RsaPublicKeyComponents {
            n: number("n"),
            e: number("e"),
        };
        public
            .verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), signature)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_verifies_what_it_signed_and_nothing_else() {
        let keys = [&COMPANY, &COGNITO, &STRANGER];
        for signer in keys {
            let signature = signer.sign("message");
            for verifier in keys {
                let is_same = signer.id() == verifier.id();
                assert_eq!(verifier.verifies("message", &signature), is_same);
                assert!(!verifier.verifies("another", &signature));
            }
        }
    }
}
