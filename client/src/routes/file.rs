//! A document that is a file on this machine. Others may own and read it: it holds no secret.

use std::fs;
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use bedrock_routing::{LARGEST, Routes};

use super::Loaded;
use crate::entry::Stamp;
use crate::stop::Stop;

pub fn load(path: &Path) -> Result<Loaded, Stop> {
    // Before the reading: what changes meanwhile is seen the next time.
    let stamp = Stamp::of(path);
    let text = read(path).map_err(|error| unread(path, &error))?;
    Ok(Loaded {
        routes: parse(&text, &path.display().to_string())?,
        stamp,
        place: path.display().to_string(),
        warning: None,
    })
}

/// Some editors put a byte order mark before the text.
pub fn parse(bytes: &[u8], place: &str) -> Result<Routes, Stop> {
    let text = String::from_utf8_lossy(bytes);
    Routes::parse(text.trim_start_matches('\u{feff}'))
        .map_err(|why| Stop::failed(format!("{place}: {why}")).hint(why.hint()))
}

/// Nothing but a plain file: a pipe would keep everybody waiting.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    let most = LARGEST as u64 + 1;
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unread(path: &Path, error: &io::Error) -> Stop {
    let shown = path.display();
    if error.kind() == ErrorKind::NotFound {
        return Stop::failed(format!(
            "could not read the routing document {shown}: there is no such file"
        ))
        .hint(
            "run your company's installer, or name the document: --routes FILE or --routes \
             https://..., and BEDROCK_AUTH_ROUTES for good",
        );
    }
    Stop::failed(format!(
        "could not read the routing document {shown}: {error}"
    ))
    .hint("let yourself read the file, or name another one with --routes")
}
