//! Files that are not what they seem, and files that somebody has changed.

use std::fs;

use super::stage::Stage;

const PLATFORM: [&str; 2] = ["--team", "platform"];

fn refused(stage: &Stage, more: &[&str]) -> String {
    let before = (
        stage.read(".aws/config"),
        stage.read(".claude/settings.json"),
    );
    let args = [&["install"], PLATFORM.as_slice(), more].concat();
    let said = stage.run(&args);
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
    assert!(said.err.contains("hint: "), "{}", said.err);
    let after = (
        stage.read(".aws/config"),
        stage.read(".claude/settings.json"),
    );
    assert_eq!(after, before);
    said.err
}

#[test]
fn settings_that_are_no_json_are_left_alone() {
    for (text, place) in [
        ("{\n  // mine\n}\n", "line 2"),
        ("{\n  \"model\": \"opus\",\n}\n", "line 3"),
        ("{\n\"env\": [1]\n}", "line 2: an object"),
        ("[]", "line 1: an object"),
        ("{\"env\": null}", "line 1: an object"),
    ] {
        let stage = Stage::new();
        stage.write(".claude/settings.json", text.as_bytes());
        let err = refused(&stage, &[]);
        assert!(err.contains(place), "{err}");
        assert!(err.contains("~/.claude/settings.json"), "{err}");
    }
}

#[test]
fn a_config_that_awss_tools_cannot_read_is_left_alone() {
    for (text, place) in [
        ("[default]\nregion\n", "line 2"),
        ("region = x\n", "line 1"),
        ("[profile bedrock]\n[profile bedrock]\n", "line 2"),
        ("[default]\nregion = x\nRegion = y\n", "line 3"),
    ] {
        let stage = Stage::new();
        stage.write(".aws/config", text.as_bytes());
        let err = refused(&stage, &[]);
        assert!(err.contains(place), "{err}");
    }
    let stage = Stage::new();
    stage.write(".aws/config", b"[default]\n# caf\xe9\n");
    let err = refused(&stage, &[]);
    assert!(err.contains("line 2 is not UTF-8"), "{err}");
}

#[test]
fn a_profile_with_other_credentials_is_left_alone() {
    for keys in [
        "sso_session = corp",
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
        "role_arn = arn:aws:iam::111122223333:role/x\nsource_profile = y",
        "credential_process = /usr/local/bin/other",
    ] {
        let stage = Stage::new();
        stage.write(
            ".aws/config",
            format!("[profile bedrock]\n{keys}\n").as_bytes(),
        );
        let err = refused(&stage, &[]);
        assert!(err.contains(keys.split(' ').next().unwrap()), "{err}");
        assert!(!err.contains("AKIA"), "{err}");
        stage.install(&["--team", "platform", "--profile", "another"]);
    }
}

#[test]
fn a_profile_of_an_earlier_installation_is_taken_over() {
    let stage = Stage::new();
    let earlier =
        "[profile bedrock]\ncredential_process = \"/old place/bedrock-auth\" credential-process\n";
    stage.write(".aws/config", earlier.as_bytes());
    stage.install(&PLATFORM);
    assert!(!stage.text(".aws/config").contains("old place"));
}

#[test]
fn folders_and_links_to_nothing_are_left_alone() {
    let stage = Stage::new();
    fs::create_dir_all(stage.path(".aws/config")).unwrap();
    let said = stage.run(&["install", "--team", "platform"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.err.contains("it is no file"), "{}", said.err);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let stage = Stage::new();
    stage.write("dotfiles/claude.json", b"{\"model\": \"opus\"}\n");
    let file = stage.path("dotfiles/claude.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    fs::create_dir_all(stage.path(".claude")).unwrap();
    let link = stage.path(".claude/settings.json");
    symlink("../dotfiles/claude.json", &link).unwrap();

    stage.install(&PLATFORM);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(stage.text("dotfiles/claude.json").contains("AWS_PROFILE"));
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o640);
    assert_eq!(mode(&stage.path(".aws/config")), 0o600);
    assert_eq!(mode(&stage.path(".aws")), 0o700);
    assert_eq!(mode(&stage.path(".bedrock-auth/install.json")), 0o600);

    stage.uninstall();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(
        stage.text("dotfiles/claude.json"),
        "{\"model\": \"opus\"}\n"
    );

    fs::remove_file(&file).unwrap();
    let said = stage.run(&["install", "--team", "platform"]);
    assert!(said.err.contains("it is a link to nothing"), "{}", said.err);
    assert!(stage.read(".aws/config").is_none());
}

#[test]
fn what_somebody_changed_since_stays() {
    let stage = Stage::new();
    stage.write(".aws/config", b"[default]\nregion = eu-west-1\n");
    stage.write(".claude/settings.json", b"{\n  \"model\": \"opus\"\n}\n");
    stage.install(&PLATFORM);
    let config = stage.text(".aws/config");
    let config = config.replace("region = us-east-1", "region = us-west-2") + "[profile mine]\n";
    stage.write(".aws/config", config.as_bytes());
    let claude = stage.text(".claude/settings.json");
    let claude = claude.replace("\"opus\"", "\"opus\",\n  \"theme\": \"dark\"");
    stage.write(".claude/settings.json", claude.as_bytes());

    let said = stage.uninstall();
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(
        said.out.contains("region was changed since"),
        "{}",
        said.out
    );
    let left =
        "[default]\nregion = eu-west-1\n\n[profile bedrock]\nregion = us-west-2\n[profile mine]\n";
    assert_eq!(stage.text(".aws/config"), left);
    let theme = "{\n  \"model\": \"opus\",\n  \"theme\": \"dark\"\n}\n";
    assert_eq!(stage.text(".claude/settings.json"), theme);
    assert!(stage.uninstall().out.contains("Nothing was installed"));
}

#[test]
fn a_file_that_cannot_be_taken_back_keeps_no_other() {
    let stage = Stage::new();
    stage.write(".aws/config", b"[default]\nregion = eu-west-1\n");
    stage.write(".claude/settings.json", b"{\n  \"model\": \"opus\"\n}\n");
    stage.install(&PLATFORM);
    let claude = stage.text(".claude/settings.json");
    stage.write(".claude/settings.json", b"{\n  // mine\n}\n");

    let said = stage.uninstall();
    assert_eq!(said.code, 1, "{}", said.out);
    assert_eq!(said.out, "~/.aws/config: as it was before\n");
    assert!(
        said.err
            .contains("could not change ~/.claude/settings.json: line 2"),
        "{}",
        said.err
    );
    assert!(said.err.contains("hint: mend that line"), "{}", said.err);
    assert_eq!(stage.text(".aws/config"), "[default]\nregion = eu-west-1\n");
    let record = stage.text(".bedrock-auth/install.json");
    assert!(record.contains("settings.json") && !record.contains(".aws"));

    let said = stage.run(&["uninstall", "--json"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let failed = &told["failed"][0];
    assert_eq!(failed["path"], "~/.claude/settings.json");
    assert!(failed["hint"].is_string(), "{}", said.out);

    stage.write(".claude/settings.json", claude.as_bytes());
    assert_eq!(stage.uninstall().code, 0);
    assert!(stage.read(".bedrock-auth/install.json").is_none());
    assert_eq!(
        stage.text(".claude/settings.json"),
        "{\n  \"model\": \"opus\"\n}\n"
    );
}

#[test]
fn another_team_takes_the_place_of_the_first() {
    let stage = Stage::new();
    stage.write(".claude/settings.json", b"{\n  \"model\": \"opus\"\n}\n");
    stage.install(&["--team", "platform", "--no-profile"]);
    assert!(
        stage
            .text(".claude/settings.json")
            .contains("awsCredentialExport")
    );
    stage.install(&["--team", "data"]);
    let claude = stage.text(".claude/settings.json");
    assert!(!claude.contains("awsCredentialExport"), "{claude}");
    assert!(
        claude.contains("eu-central-1") && !claude.contains("us-east-1"),
        "{claude}"
    );
    stage.uninstall();
    assert_eq!(
        stage.text(".claude/settings.json"),
        "{\n  \"model\": \"opus\"\n}\n"
    );
}

#[test]
fn two_profiles_stand_beside_each_other() {
    let stage = Stage::new();
    stage.install(&["--team", "platform", "--no-claude"]);
    stage.install(&["--team", "data", "--profile", "data", "--no-claude"]);
    let config = stage.text(".aws/config");
    assert!(
        config.contains("[profile bedrock]") && config.contains("[profile data]"),
        "{config}"
    );
    assert_eq!(stage.uninstall().code, 0);
    assert!(stage.read(".aws/config").is_none());
}

#[test]
fn the_team_is_that_of_whoever_is_signed_in() {
    let stage = Stage::new();
    let said = stage.run(&["install"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("bedrock-auth login"), "{}", said.err);
    stage.sign_in(&["bedrock-data"]);
    let said = stage.install(&[]);
    assert!(
        said.out.contains("team data in eu-central-1"),
        "{}",
        said.out
    );
    let config = stage.plain(&stage.text(".aws/config"));
    assert!(config.contains("bedrock-auth credential-process\n"));
    stage.sign_in(&["others"]);
    assert_eq!(stage.run(&["install"]).code, 3);
    assert_eq!(stage.run(&["install", "--team", "nobody"]).code, 4);
}

#[test]
fn the_place_of_the_routing_document_is_kept() {
    let stage = Stage::new();
    stage.write("acme/routes.json", include_bytes!("routes.json"));
    let mut command = stage.command(&["install", "--team", "data", "--routes", "routes.json"]);
    let output = command.current_dir(stage.path("acme")).output().unwrap();
    let said = stage.said(&output);
    assert_eq!(said.code, 0, "{}", said.err);
    let settings = stage.plain(&stage.text(".bedrock-auth/settings.json"));
    assert_eq!(settings, "{\n  \"routes\": \"~/acme/routes.json\"\n}\n");
    assert!(!stage.text(".aws/config").contains("--routes"));
    stage.uninstall();
    assert!(stage.read(".bedrock-auth/settings.json").is_none());
}

#[test]
fn all_that_is_kept_goes_when_asked() {
    let stage = Stage::new();
    stage.sign_in(&["bedrock-data"]);
    stage.install(&["--no-claude"]);
    assert_eq!(stage.run(&["team", "data"]).code, 0);
    let copy = "before-install/config-0123456789abcdef";
    let kept = "routes-0123456789abcdef.fetched.json";
    for name in [copy, kept, "failure.json"] {
        stage.write(&format!(".bedrock-auth/{name}"), b"{}");
    }
    let said = stage.run(&["uninstall", "--all"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for gone in [
        "identity.json",
        "settings.json",
        "install.json",
        "failure.json",
        copy,
        kept,
    ] {
        assert!(
            stage.read(&format!(".bedrock-auth/{gone}")).is_none(),
            "{gone}"
        );
    }
    assert!(stage.read(".bedrock-auth/routes.json").is_some());
}

#[test]
fn a_record_that_says_nothing_is_left_alone() {
    for text in ["{", "{\"version\": 2, \"files\": []}", MIXED_UP] {
        let stage = Stage::new();
        stage.sign_in(&[]);
        stage.write(".bedrock-auth/install.json", text.as_bytes());
        for args in [&["install", "--team", "data"][..], &["uninstall"]] {
            let said = stage.run(args);
            assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
            assert!(
                said.err
                    .contains("could not read ~/.bedrock-auth/install.json"),
                "{}",
                said.err
            );
        }
        assert_eq!(stage.text(".bedrock-auth/install.json"), text);
    }
}

const MIXED_UP: &str = "{\"version\": 1, \"files\": [{\"path\": \"/x\", \"format\": \"json\", \
    \"before\": null, \"after\": [], \"changes\": [{\"path\": [], \"before\": null, \"after\": []}]}]}";
