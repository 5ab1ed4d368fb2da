//! `install.sh`, by the shell of this machine.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output};

use super::stage::Stage;

fn run(stage: &Stage, args: &[&str]) -> Output {
    let home = stage.path("home");
    fs::create_dir_all(&home).unwrap();
    Command::new("sh")
        .arg(stage.path("out/platform/install.sh"))
        .args(args)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home)
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn asked(stage: &Stage) -> String {
    stage.read("home/.local/bin/bedrock-auth.asked")
}

#[test]
fn it_installs_and_installs_again_and_takes_it_back() {
    let stage = Stage::packaged("installer");
    let output = run(&stage, &[]);
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(asked(&stage), "install --team platform\n");
    assert_eq!(
        stage.read("home/.bedrock-auth/routes.json"),
        stage.read("out/platform/routes.json")
    );
    let mode = |name: &str| fs::metadata(stage.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("home/.bedrock-auth"), 0o700);
    assert_eq!(mode("home/.bedrock-auth/routes.json"), 0o600);
    assert_eq!(mode("home/.local/bin/bedrock-auth"), 0o755);
    let expected = match std::env::consts::ARCH {
        "aarch64" => "aarch64-",
        _ => "x86_64-",
    };
    let program = stage.read("home/.local/bin/bedrock-auth");
    assert!(
        program.contains(&format!("# bedrock-auth-{expected}")),
        "{program}"
    );

    let again = run(&stage, &["--no-claude", "--profile", "my own"]);
    assert!(again.status.success(), "{}", text(&again));
    assert!(asked(&stage).ends_with("install --team platform --no-claude --profile my own\n"));

    let back = run(&stage, &["--uninstall"]);
    assert!(back.status.success(), "{}", text(&back));
    assert!(asked(&stage).ends_with("uninstall\n"));
    for gone in [
        "home/.local/bin/bedrock-auth",
        "home/.bedrock-auth/routes.json",
    ] {
        assert!(!stage.path(gone).exists(), "{gone}");
    }
    assert!(run(&stage, &["--uninstall"]).status.success());
}

#[test]
fn the_program_stays_while_it_has_something_to_take_back() {
    let stage = Stage::packaged("unfinished");
    assert!(run(&stage, &[]).status.success());
    let record = stage.path("home/.bedrock-auth/install.json");
    fs::write(&record, "{}").unwrap();
    let back = run(&stage, &["--uninstall"]);
    assert!(!back.status.success(), "{}", text(&back));
    assert!(text(&back).contains("run this again"), "{}", text(&back));
    for stays in [
        "home/.local/bin/bedrock-auth",
        "home/.bedrock-auth/routes.json",
    ] {
        assert!(stage.path(stays).exists(), "{stays}");
    }
    fs::remove_file(&record).unwrap();
    assert!(run(&stage, &["--uninstall"]).status.success());
    assert!(!stage.path("home/.local/bin/bedrock-auth").exists());
}

#[test]
fn it_goes_where_it_is_told() {
    let stage = Stage::packaged("prefix");
    let prefix = stage.path("a place");
    let output = run(&stage, &["--prefix", &prefix.to_string_lossy()]);
    assert!(output.status.success(), "{}", text(&output));
    assert!(prefix.join("bin/bedrock-auth").is_file());
    assert!(text(&output).contains("Add "), "{}", text(&output));
}

#[test]
fn what_is_not_as_it_was_packaged_is_not_installed() {
    for (name, file) in [
        ("binary", "bin"),
        ("document", "routes.json"),
        ("name", "team"),
    ] {
        let stage = Stage::packaged(name);
        let path = stage.path("out/platform").join(file);
        let files = match path.is_dir() {
            true => fs::read_dir(&path)
                .unwrap()
                .map(|one| one.unwrap().path())
                .collect(),
            false => vec![path],
        };
        for file in files {
            fs::write(file, "another\n").unwrap();
        }
        let output = run(&stage, &[]);
        assert!(!output.status.success());
        assert!(
            text(&output).contains("is not what was packaged"),
            "{}",
            text(&output)
        );
        assert!(!stage.path("home/.local/bin/bedrock-auth").exists());
    }
}

#[test]
fn a_wrong_option_is_refused() {
    let stage = Stage::packaged("options");
    for args in [&["--prefix"][..], &["--nothing"], &["platform"]] {
        let output = run(&stage, args);
        assert!(!output.status.success());
        assert!(text(&output).contains("install.sh: "), "{}", text(&output));
    }
    assert!(text(&run(&stage, &["--help"])).contains("usage: "));
}
