//! A routing document whose place depends on the folder that it is asked for in.

use std::path::Path;

use bedrock_auth::context::Settings;
use bedrock_auth::entry::{Entry, Slot, Stamp, Stamps};

use super::{Desk, Said};

fn ask(desk: &Desk, folder: &Path, args: &[&str]) -> Said {
    let mut program = desk.program();
    program
        .args(["credential-process", "--no-login"])
        .args(args)
        .current_dir(folder);
    Said::of(&program.output().unwrap())
}

/// Credentials of the document in one folder are not handed out in another.
#[test]
fn a_name_in_two_folders_is_two_documents() {
    let desk = Desk::new();
    for folder in ["acme", "other"] {
        desk.write(&format!("{folder}/routes.json"), "{}");
    }
    let (acme, other) = (desk.path().join("acme"), desk.path().join("other"));
    let routes = acme.join("routes.json");
    let stamps = desk.entry("secret").stamps;
    let entry = Entry {
        slot: Slot {
            routes: Some(routes.to_str().unwrap().into()),
            ..Slot::default()
        },
        stamps: Stamps {
            routes: Stamp::of(&routes),
            ..stamps
        },
        ..desk.entry("secret")
    };
    let text = serde_json::to_vec(&entry).unwrap();
    let name = format!("bedrock/credentials/{}", entry.slot.file_name());
    desk.write(&name, &text);

    let here = ask(&desk, &acme, &["--routes", "routes.json"]);
    assert_eq!((here.code, here.err.as_str()), (Some(0), ""));
    let there = ask(&desk, &other, &["--routes", "routes.json"]);
    assert_eq!((there.code, there.out.as_str()), (Some(1), ""));
    let document = other.join("routes.json");
    assert!(
        there.err.contains(document.to_str().unwrap()),
        "{}",
        there.err
    );
}

#[test]
fn a_place_in_the_settings_is_beside_them() {
    let desk = Desk::new();
    let settings = Settings {
        routes: Some("mine.json".into()),
        team: None,
    };
    desk.write(
        "bedrock/settings.json",
        serde_json::to_vec(&settings).unwrap(),
    );
    let said = ask(&desk, desk.path(), &[]);
    let place = desk.home().join("mine.json");
    assert!(said.err.contains(place.to_str().unwrap()), "{}", said.err);
}

/// What programs show of it begins with what to do.
#[test]
fn a_program_is_told_in_one_line() {
    let desk = Desk::new();
    let said = ask(&desk, desk.path(), &[]);
    let place = desk.home().join("routes.json");
    let expected = format!(
        "bedrock-auth: run your company's installer, or name the document: --routes FILE or \
         --routes https://..., and BEDROCK_AUTH_ROUTES for good (could not read the routing \
         document {}: there is no such file)\n",
        place.display()
    );
    assert_eq!(
        (said.code, said.out.as_str(), said.err),
        (Some(1), "", expected)
    );
}
