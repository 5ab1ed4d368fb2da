//! Whom a role lets in: trust policies, which name principals and no resources.

use crate::document::{Document, Effect, Statement};
use crate::evaluate::{By, Verdict, conditions_hold, covers};
use crate::request::{EvaluationError, Request};
use crate::values::Principal;

/// Who knocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who<'a> {
    /// Somebody with AWS credentials: the caller's ARN, and the role's for a session.
    Aws {
        account: &'a str,
        arns: [&'a str; 2],
    },
    /// Somebody with a token: an OpenID provider's ARN, or the host of a provider that AWS knows.
    Federated(&'a str),
    Service(&'a str),
}

/// What a role's trust policy says about who knocks.
pub fn decide_trust(
    document: &Document,
    who: &Who<'_>,
    request: &Request,
) -> Result<Verdict, EvaluationError> {
    let mut verdict = Verdict::NotAllowed;
    for (index, statement) in document.statements.iter().enumerate() {
        let applies = is_for(statement, index, who)?
            && covers(statement, request)
            && conditions_hold(statement, document.has_variables(), request)?;
        if !applies {
            continue;
        }
        let by = By {
            level: 0,
            document: 0,
            statement: index,
            sid: statement.sid.clone(),
        };
        match statement.effect {
            Effect::Deny => return Ok(Verdict::Denied { by }),
            Effect::Allow if !verdict.is_allowed() => verdict = Verdict::Allowed { by },
            Effect::Allow => {}
        }
    }
    Ok(verdict)
}

fn is_for(statement: &Statement, index: usize, who: &Who<'_>) -> Result<bool, EvaluationError> {
    let unfit = || EvaluationError::NoTrust {
        statement: statement.called(index),
    };
    if statement.resource.is_some() || statement.not_resource.is_some() {
        return Err(unfit());
    }
    let principals = match &statement.principal {
        None => return Err(unfit()),
        Some(Principal::Anyone) => return Ok(true),
        Some(Principal::These(principals)) => principals,
    };
    let any = |kind: &str, is_who: &dyn Fn(&String) -> bool| {
        principals
            .get(kind)
            .is_some_and(|names| names.0.iter().any(is_who))
    };
    Ok(match who {
        Who::Aws { account, arns } => any("AWS", &|name| {
            name == "*"
                || name == account
                || arns.contains(&name.as_str())
                || account_of_root(name) == Some(account)
        }),
        Who::Federated(provider) => any("Federated", &|name| name == provider),
        Who::Service(service) => any("Service", &|name| name == service),
    })
}

/// `arn:aws:iam::ACCOUNT:root` stands for the whole account.
fn account_of_root(arn: &str) -> Option<&str> {
    let (head, account) = arn.strip_suffix(":root")?.rsplit_once(':')?;
    head.ends_with(":iam:").then_some(account)
}
