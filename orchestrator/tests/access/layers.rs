//! Each layer taken away in turn: what leaks, and which rule or statement says so.

use bedrock_org::model::GroupMatch;
use bedrock_org::plan::access::Kind;

use crate::in_memory;

use super::stage::Stage;

const MAPPING: &str = "          AmbiguousRoleResolution: Deny";

#[test]
fn the_example_has_no_leak() {
    let stage = Stage::example();
    for kind in [Kind::Leak, Kind::Missing, Kind::Thin] {
        assert_eq!(stage.findings(kind), Vec::<String>::new());
    }
}

/// The findings of one account, which is as good as any other.
fn of_data(stage: &Stage, kind: Kind) -> Vec<String> {
    let mut findings = stage.findings(kind);
    findings.retain(|finding| finding.starts_with("data-1: "));
    findings
}

#[test]
fn the_classic_flow_asks_no_role_mapping() {
    let stage = Stage::example().template("AllowClassicFlow: false", "AllowClassicFlow: true");
    let expected = "data-1: everyone who signs in get bedrock-developer and invoke sonnet-eu by the \
                    classic flow, which asks no role mapping [trust policy of bedrock-developer, \
                    statement DevelopersOfThePool]";
    assert_eq!(of_data(&stage, Kind::Leak), [expected]);
    assert_eq!(stage.findings(Kind::Leak).len(), 6);
}

#[test]
fn a_default_role_is_everybodys() {
    let default = "      RoleMappings:\n        Developers:";
    let with_default = "      Roles:\n        authenticated: !GetAtt DeveloperRole.Arn\n      RoleMappings:\n        Developers:";
    let stage = Stage::example().template(default, with_default);
    assert_eq!(
        stage.findings(Kind::Leak),
        Vec::<String>::new(),
        "Deny comes before it"
    );
    let stage = stage.template(
        MAPPING,
        "          AmbiguousRoleResolution: AuthenticatedRole",
    );
    let leaks = of_data(&stage, Kind::Leak);
    let expected = "data-1: backend, frontend, mobile, platform, outsider get bedrock-developer and \
                    invoke sonnet-eu by the pool's role mapping [no rule matches, and the pool has a \
                    default role for all who signed in; trust policy of bedrock-developer, statement \
                    DevelopersOfThePool]";
    assert_eq!(leaks, [expected]);
}

#[test]
fn without_a_rule_nobody_gets_in() {
    let rule = "                Value: !Ref Group";
    let stage = Stage::example().template(rule, "                Value: bedrock-org-nobody");
    assert_eq!(stage.findings(Kind::Leak), Vec::<String>::new());
    let expected =
        "data-1: data do not get in [the claim groups does not contain bedrock-org-nobody]";
    assert_eq!(of_data(&stage, Kind::Missing), [expected]);
}

#[test]
fn a_rule_for_part_of_a_group_lets_its_neighbours_in() {
    let rule = "                Value: !Ref Group";
    let stage = Stage::example().template(rule, "                Value: bedrock-");
    let expected = "data-1: backend, frontend, mobile, platform get bedrock-developer and invoke \
                    sonnet-eu by the pool's role mapping [rule 1 (groups Contains bedrock-); trust \
                    policy of bedrock-developer, statement DevelopersOfThePool]";
    assert_eq!(of_data(&stage, Kind::Leak), [expected]);
}

#[test]
fn a_group_that_contains_a_teams_is_taken_for_it() {
    let asked = Stage::example().asking(&["bedrock-data-admins"]);
    let expected = "data-1: asked get bedrock-developer and invoke sonnet-eu by the pool's role mapping \
                    [rule 1 (groups Contains bedrock-data); trust policy of bedrock-developer, \
                    statement DevelopersOfThePool]";
    assert_eq!(
        asked.findings(Kind::Leak),
        [expected],
        "who asks about a group has it"
    );
    assert_eq!(
        asked.findings(Kind::NearMiss).len(),
        6,
        "one for each account"
    );
    let mut intent = in_memory::example();
    intent.identity.group_match = GroupMatch::Equals;
    let stage = Stage::of(intent).asking(&["bedrock-data-admins"]);
    for kind in [Kind::Leak, Kind::NearMiss, Kind::Missing] {
        assert_eq!(
            stage.findings(kind),
            Vec::<String>::new(),
            "Equals tells them apart"
        );
    }
}

#[test]
fn who_is_in_a_group_has_its_teams_accounts() {
    let stage = Stage::example().asking(&["bedrock-backend", "bedrock-data"]);
    assert_eq!(stage.findings(Kind::Leak), Vec::<String>::new());
}

#[test]
fn a_guest_needs_a_role_that_trusts_guests() {
    let guests = "AllowUnauthenticatedIdentities: false";
    let stage = Stage::example().template(guests, "AllowUnauthenticatedIdentities: true");
    assert_eq!(
        stage.findings(Kind::Leak),
        Vec::<String>::new(),
        "the trust policy asks for amr"
    );
    let stage = stage.template(
        "amazonaws.com:amr: authenticated",
        "amazonaws.com:amr: \"*\"",
    );
    let leaks = of_data(&stage, Kind::Leak);
    assert_eq!(leaks.len(), 1, "{leaks:?}");
    assert!(leaks[0].starts_with("data-1: everyone, without signing in get bedrock-developer"));
}

#[test]
fn a_role_that_names_no_pool_takes_tokens_of_any() {
    let pinned = "                StringEquals:\n                  cognito-identity.amazonaws.com:aud: !Ref IdentityPool\n";
    let stage = Stage::example().template(pinned, "");
    let expected = "data-1: everyone with an identity pool of their own get bedrock-developer and invoke \
                    sonnet-eu with a token of another pool [trust policy of bedrock-developer, statement \
                    DevelopersOfThePool]";
    assert_eq!(of_data(&stage, Kind::Leak), [expected]);
}

#[test]
fn a_role_that_trusts_the_provider_itself_is_everybodys() {
    let federated =
        "              Principal:\n                Federated: cognito-identity.amazonaws.com\n";
    let both = "              Principal: \"*\"\n";
    let stage = Stage::example()
        .template(federated, both)
        .template("cognito-identity.amazonaws.com:aud: !Ref IdentityPool", "acme.okta.com:aud: !Ref ClientId")
        .template("ForAnyValue:StringLike:\n                  cognito-identity.amazonaws.com:amr: authenticated", "Bool:\n                  aws:MultiFactorAuthPresent: false")
        .template("                Bool:\n                  aws:MultiFactorAuthPresent: false\n", "");
    let leaks = of_data(&stage, Kind::Leak);
    assert!(
        leaks[0].contains("with the identity provider's own token, past the pool"),
        "{leaks:?}"
    );
}

#[test]
fn without_tagging_sessions_nobody_gets_in() {
    let actions = "[sts:AssumeRoleWithWebIdentity, sts:TagSession]";
    let stage = Stage::example().template(actions, "[sts:AssumeRoleWithWebIdentity]");
    let expected = "data-1: data do not get in [rule 1 (groups Contains bedrock-data), but the trust \
                    policy of bedrock-developer does not allow sts:TagSession]";
    assert_eq!(of_data(&stage, Kind::Missing), [expected]);
}

#[test]
fn a_wide_policy_is_caught_by_the_guard_rails_and_told() {
    let exact = "              Resource: !Split [\",\", !Ref InferenceProfiles]";
    let exactly = "                    Resource: !Split [\",\", !Ref FoundationModels]\n                    Condition:\n                      ArnEquals:\n                        bedrock:InferenceProfileArn: !Split [\",\", !Ref InferenceProfiles]";
    let stage = Stage::example()
        .template(exact, "              Resource: \"*\"")
        .template(exactly, "                    Resource: \"*\"");
    assert_eq!(stage.findings(Kind::Leak), Vec::<String>::new());
    let thin = of_data(&stage, Kind::Thin).join("\n");
    assert!(
        thin.contains("data only the guard rails keep from"),
        "{thin}"
    );
    assert!(
        thin.contains("statement InvokeModelsByGeographicProfile"),
        "{thin}"
    );

    let open = stage.without_guard_rails();
    let leaks = of_data(&open, Kind::Leak).join("\n");
    assert!(
        leaks.contains("data may invoke, beyond the plan,"),
        "{leaks}"
    );
    assert!(leaks.contains("opus from us-east-1"), "{leaks}");
    assert!(
        leaks.contains("example.model-of-no-plan-v1:0 from eu-central-1 without a profile"),
        "{leaks}"
    );
    assert!(
        leaks.contains("statement InvokeModelsByGeographicProfile"),
        "{leaks}"
    );
}

#[test]
fn without_guard_rails_the_role_alone_stands() {
    let stage = Stage::example().without_guard_rails();
    assert_eq!(stage.findings(Kind::Leak), Vec::<String>::new());
    let thin = of_data(&stage, Kind::Thin);
    assert_eq!(thin.len(), 1, "{thin:?}");
    assert!(
        thin[0].contains("data no guard rail keeps from"),
        "{thin:?}"
    );
}

#[test]
fn a_model_that_is_cut_out_is_missed() {
    let stage = Stage::example().template(
        "Resource: !Split [\",\", !Ref FoundationModels]\n                    Condition",
        "Resource: arn:aws:bedrock:us-east-1::foundation-model/none\n                    Condition",
    );
    let missing = of_data(&stage, Kind::Missing);
    let expected = "data-1: data may not invoke sonnet-eu from eu-central-1 [no statement of the role's \
                    policies allows it]";
    assert_eq!(missing, [expected]);
}
