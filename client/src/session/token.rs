//! An ID token that AWS will take.

use crate::cache::identity;
use crate::cache::tokens::{self, Tokens};
use crate::context::Context;
use crate::network::Http;
use crate::oidc::{Issuer, Provider, RefreshFault};
use crate::stop::{Exit, Stop};

/// A token this young says what the provider would say now.
const YOUNG: i64 = 5 * 60;
/// For the calls to AWS.
const LEFT: i64 = 60;

pub enum Token {
    Fresh(Box<Tokens>),
    /// Only a sign-in helps.
    None,
}

/// The refresh token first, so that AWS sees today's groups; the ID token at hand where nobody answers.
pub async fn fresh(
    context: &Context,
    http: &Http,
    issuer: &Issuer,
    kept: Tokens,
) -> Result<Token, Stop> {
    let valid = context.now.until(kept.identity.expires) >= LEFT;
    let young = kept.identity.issued.until(context.now) < YOUNG;
    if valid && young {
        return Ok(Token::Fresh(Box::new(kept)));
    }
    let kept = without_what_may_be_spent(context, kept)?;
    let at_hand = |kept: Tokens| match valid {
        true => Token::Fresh(Box::new(kept)),
        false => Token::None,
    };
    let Some(refresh_token) = kept.refresh_token.clone() else {
        return Ok(at_hand(kept));
    };
    let provider = match Provider::find(http, &context.home, issuer, context.now).await {
        Ok(provider) => provider,
        Err(_) if valid => return Ok(at_hand(kept)),
        Err(stop) => return Err(stop),
    };
    // Known to be under way before it is: a rotating token that is sent twice costs the person the
    // whole session.
    let begun = Tokens {
        spending: true,
        ..kept
    };
    tokens::save(&context.home, &begun)?;
    let kept = Tokens {
        spending: false,
        ..begun
    };
    match provider
        .refresh(http, &refresh_token, &kept.identity.subject, context.now)
        .await
    {
        Ok(granted) => {
            let rotated = granted
                .refresh_token
                .as_ref()
                .is_some_and(|new| *new != refresh_token);
            let tokens = Tokens {
                id_token: granted.id_token,
                refresh_token: granted.refresh_token.or(kept.refresh_token),
                identity: granted.identity,
                rotates: Some(rotated),
                spending: false,
                issuer: kept.issuer,
                client_id: kept.client_id,
            };
            tokens::save(&context.home, &tokens)?;
            identity::write(&context.home, &tokens.identity)?;
            Ok(Token::Fresh(Box::new(tokens)))
        }
        Err(RefreshFault::Spent) => {
            // The session has ended at the provider, and with it what its last token says.
            tokens::remove(&context.home, &kept.issuer, &kept.client_id)?;
            Ok(Token::None)
        }
        Err(RefreshFault::Unreached { stop, sent }) => {
            // Without an answer, whether it was spent stays unknown.
            if !sent {
                tokens::save(&context.home, &kept)?;
            }
            if valid { Ok(at_hand(kept)) } else { Err(stop) }
        }
        Err(RefreshFault::Refused { stop, replacement }) => {
            let kept = Tokens {
                refresh_token: replacement.or(kept.refresh_token),
                ..kept
            };
            tokens::save(&context.home, &kept)?;
            if valid || stop.exit == Exit::LoginNeeded {
                Ok(at_hand(kept))
            } else {
                Err(stop)
            }
        }
    }
}

/// A process was killed between sending the refresh token and keeping the answer, or none came. Where
/// tokens rotate, or may, it counts as spent.
fn without_what_may_be_spent(context: &Context, kept: Tokens) -> Result<Tokens, Stop> {
    if !kept.spending {
        return Ok(kept);
    }
    let rotates = kept.rotates != Some(false);
    let kept = Tokens {
        refresh_token: kept.refresh_token.filter(|_| !rotates),
        spending: false,
        ..kept
    };
    tokens::save(&context.home, &kept)?;
    Ok(kept)
}
