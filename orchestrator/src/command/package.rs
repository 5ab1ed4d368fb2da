//! `bedrock-org package`: a folder per team with all that its developers install.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bedrock_routing::{Routes, Team};
use sha2::{Digest as _, Sha256};

use crate::cli;
use crate::plan::package::{BINARIES, Binary, CHECKSUMS, Text, checksum_of, checksums, texts};
use crate::report::{self, package::Packaged};

use super::verify::read_routes;
use super::whole_file::{self, Readers};
use super::{Exit, Stop};

/// How managed machines call the client: by its name.
const PROGRAM: &str = "bedrock-auth";

/// A binary of the release, with its checksum.
struct Found {
    binary: Binary,
    path: PathBuf,
    sum: String,
}

pub fn run(args: &cli::Package) -> Result<Exit, Stop> {
    let routes = read_routes(&args.routes)?;
    let teams = teams(&routes, &args.team)?;
    let found = binaries(&args.binaries)?;
    let mut folders = Vec::new();
    for team in teams {
        folders.push(folder(&args.out, &routes, team, &found)?);
    }
    let missing: Vec<&str> = BINARIES
        .iter()
        .filter(|binary| !found.iter().any(|found| found.binary == **binary))
        .map(|binary| binary.system)
        .collect();
    let packaged = Packaged {
        folders: &folders,
        missing: &missing,
    };
    if args.json {
        report::json_line(&report::package::json(&packaged, Exit::Done.code()));
    } else {
        report::out(&report::package::text(&packaged));
    }
    Ok(Exit::Done)
}

/// Those that were named, or all.
fn teams<'a>(routes: &'a Routes, named: &[String]) -> Result<Vec<&'a Team>, Stop> {
    if let Some(unknown) = named
        .iter()
        .find(|name| !routes.teams.iter().any(|team| team.name == **name))
    {
        let all: Vec<&str> = routes.teams.iter().map(|team| team.name.as_str()).collect();
        let error = format!("could not package team {unknown}: the routing document has none");
        return Err(Stop::failed(error).hint(format!("it has {}", all.join(", "))));
    }
    let wanted = |team: &&Team| named.is_empty() || named.contains(&team.name);
    Ok(routes.teams.iter().filter(wanted).collect())
}

/// What the release's folder has, held against its checksums where it has any.
fn binaries(folder: &Path) -> Result<Vec<Found>, Stop> {
    let failed = |path: &Path, error: &io::Error| {
        Stop::failed(format!("could not read {}: {error}", path.display()))
            .hint("give --binaries the folder of a release's files")
    };
    let list = folder.join(CHECKSUMS);
    let list = match fs::read_to_string(&list) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(&list, &error)),
    };
    let mut found = Vec::new();
    for binary in BINARIES {
        let path = folder.join(binary.file);
        let sum = match fs::read(&path) {
            Ok(bytes) => hex(&bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(&path, &error)),
        };
        if list
            .as_deref()
            .is_some_and(|list| checksum_of(list, binary.file) != Some(&sum))
        {
            let error = format!(
                "could not package {}: it is not what {CHECKSUMS} beside it says",
                path.display()
            );
            return Err(Stop::failed(error).hint("fetch the release again"));
        }
        found.push(Found { binary, path, sum });
    }
    if found.is_empty() {
        let names: Vec<&str> = BINARIES.iter().map(|binary| binary.file).collect();
        let error = format!("could not find the client in {}", folder.display());
        return Err(Stop::failed(error).hint(format!("a release names it {}", names.join(", "))));
    }
    Ok(found)
}

fn folder(out: &Path, routes: &Routes, team: &Team, found: &[Found]) -> Result<PathBuf, Stop> {
    let folder = out.join(&team.name);
    let failed = |error: io::Error| {
        Stop::failed(format!("could not write {}: {error}", folder.display()))
            .hint("give --out a folder that can be written to")
    };
    fs::create_dir_all(folder.join("bin")).map_err(failed)?;
    let mut sums = BTreeMap::new();
    for Found { binary, path, sum } in found {
        let name = format!("bin/{}", binary.file);
        copy(path, &folder.join(&name)).map_err(failed)?;
        sums.insert(name, sum.clone());
    }
    let there: Vec<Binary> = found.iter().map(|found| found.binary).collect();
    for Text { name, text } in texts(routes, team, &there, PROGRAM) {
        whole_file::write(&folder.join(name), &text, Readers::Everyone).map_err(failed)?;
        sums.insert(name.into(), hex(text.as_bytes()));
    }
    make_runnable(&folder.join("install.sh")).map_err(failed)?;
    let list = checksums(&sums);
    whole_file::write(&folder.join(CHECKSUMS), &list, Readers::Everyone).map_err(failed)?;
    Ok(folder)
}

/// Beside it first: a copy that was cut off is never taken for the whole.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let beside = to.with_extension(format!("part-{}", std::process::id()));
    let copied = fs::copy(from, &beside)
        .and_then(|_| make_runnable(&beside))
        .and_then(|()| fs::rename(&beside, to));
    if copied.is_err() {
        let _ = fs::remove_file(&beside);
    }
    copied
}

#[cfg(unix)]
fn make_runnable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_runnable(_: &Path) -> io::Result<()> {
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    let sum = Sha256::digest(bytes);
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}
