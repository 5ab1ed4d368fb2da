//! How ID tokens may be signed: what AWS takes, and nothing that a public client could forge.

use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED,
    EcdsaVerificationAlgorithm, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RsaParameters,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Es256,
    Es384,
    Es512,
}

impl Algorithm {
    pub(super) fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Rs256,
            Self::Rs384,
            Self::Rs512,
            Self::Es256,
            Self::Es384,
            Self::Es512,
        ];
        all.into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    /// Keys below 2,048 bits are refused.
    pub(super) const fn rsa(self) -> Option<&'static RsaParameters> {
        match self {
            Self::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
            Self::Rs384 => Some(&RSA_PKCS1_2048_8192_SHA384),
            Self::Rs512 => Some(&RSA_PKCS1_2048_8192_SHA512),
            Self::Es256 | Self::Es384 | Self::Es512 => None,
        }
    }

    /// The curve's name, the bytes of a coordinate, and how to verify.
    pub(super) fn curve(
        self,
    ) -> Option<(&'static str, usize, &'static EcdsaVerificationAlgorithm)> {
        match self {
            Self::Es256 => Some(("P-256", 32, &ECDSA_P256_SHA256_FIXED)),
            Self::Es384 => Some(("P-384", 48, &ECDSA_P384_SHA384_FIXED)),
            Self::Es512 => Some(("P-521", 66, &ECDSA_P521_SHA512_FIXED)),
            Self::Rs256 | Self::Rs384 | Self::Rs512 => None,
        }
    }

    /// What `at_hash` is made with.
    pub(super) fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Rs256 | Self::Es256 => &SHA256,
            Self::Rs384 | Self::Es384 => &SHA384,
            Self::Rs512 | Self::Es512 => &SHA512,
        }
    }
}
