//! What an issuer's address tells of the identity provider behind it.

use super::Region;

/// Cognito's name of the user pool whose issuer this is, such as
/// `cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI`: identity pools know their own kind
/// by that name, without an OpenID provider in IAM.
pub fn user_pool(issuer: &str) -> Option<&str> {
    let name = issuer.strip_prefix("https://")?;
    let (host, pool) = name.split_once('/')?;
    let region = user_pools_region(host)?;
    let id = pool.strip_prefix(region)?.strip_prefix('_')?;
    let known = region.parse::<Region>().is_ok()
        && !id.is_empty()
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    known.then_some(name)
}

/// The Region in the name of a host that speaks for user pools.
pub fn user_pools_region(host: &str) -> Option<&str> {
    host.strip_prefix("cognito-idp.")?
        .strip_suffix(".amazonaws.com")
}

#[cfg(test)]
mod tests {
    use super::user_pool;

    #[test]
    fn a_user_pool_is_known_by_its_issuer() {
        let pool = "cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbC123";
        assert_eq!(user_pool(&format!("https://{pool}")), Some(pool));
        for other in [
            "https://acme.okta.com",
            "http://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC",
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC/",
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_",
            "https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_AbC",
            "https://cognito-idp.evil.example/us-east-1_AbC",
        ] {
            assert_eq!(user_pool(other), None, "{other}");
        }
    }
}
