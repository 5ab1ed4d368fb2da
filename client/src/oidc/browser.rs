//! Opening a browser, which is never waited for.

use std::ffi::OsStr;
use std::path::MAIN_SEPARATOR;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::sync::oneshot;

const VARIABLE: &str = "BROWSER";
/// A command that fails does so at once; one that is still there shows a page.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Whether a page that is opened here would be seen by who asked for it.
pub(super) fn is_here() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_set(VARIABLE) {
        return true;
    }
    if is_set("SSH_CONNECTION") || is_set("SSH_TTY") {
        return false;
    }
    cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
            .into_iter()
            .any(is_set)
}

/// Whether one of the browsers took it.
pub async fn open(url: &str) -> bool {
    for command in candidates(url) {
        if started(&command).await {
            return true;
        }
    }
    false
}

fn candidates(url: &str) -> Vec<Vec<String>> {
    if let Ok(list) = std::env::var(VARIABLE)
        && !list.trim().is_empty()
    {
        return chosen(&list, url);
    }
    let words = |words: &[&str]| {
        let words = words.iter().copied().chain([url]);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let windows = ["rundll32.exe", "url.dll,FileProtocolHandler"];
    if cfg!(windows) {
        vec![words(&windows)]
    } else if cfg!(target_os = "macos") {
        vec![words(&["open"])]
    } else if std::env::var_os("WSL_DISTRO_NAME").is_some() {
        vec![words(&["wslview"]), words(&windows), words(&["xdg-open"])]
    } else {
        vec![words(&["xdg-open"]), words(&["gio", "open"])]
    }
}

/// Commands in turn, each in the words of a shell, with the address for `%s` or at its end. Windows'
/// paths hold colons and backslashes: there, semicolons part them and nothing is taken for a quote.
fn chosen(list: &str, url: &str) -> Vec<Vec<String>> {
    let is_windows = MAIN_SEPARATOR == '\\';
    let split = |command: &str| {
        if is_windows {
            Some(command.split_whitespace().map(str::to_owned).collect())
        } else {
            shlex::split(command)
        }
    };
    list.split(if is_windows { ';' } else { ':' })
        .filter_map(split)
        .filter(|words: &Vec<String>| !words.is_empty())
        .map(|words| with_address(words, url))
        .collect()
}

fn with_address(words: Vec<String>, url: &str) -> Vec<String> {
    let has_place = words.iter().any(|word| word.contains("%s"));
    let mut words: Vec<String> = words
        .into_iter()
        .map(|word| word.replace("%s", url))
        .collect();
    if !has_place {
        words.push(url.to_owned());
    }
    words
}

async fn started(words: &[String]) -> bool {
    let Some((program, arguments)) = words.split_first() else {
        return false;
    };
    let mut command = Command::new(program);
    command
        .args(arguments.iter().map(OsStr::new))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    detach(&mut command);
    let Ok(child) = command.spawn() else {
        return false;
    };
    let (sender, ended) = oneshot::channel();
    let reaper = std::thread::Builder::new().spawn(move || reap(child, sender));
    if reaper.is_err() {
        return true;
    }
    match tokio::time::timeout(AT_ONCE, ended).await {
        Ok(Ok(succeeded)) => succeeded,
        Ok(Err(_)) | Err(_) => true,
    }
}

fn reap(mut child: Child, ended: oneshot::Sender<bool>) {
    let succeeded = child.wait().is_ok_and(|status| status.success());
    // Nobody asks after the first second.
    let _ = ended.send(succeeded);
}

/// Ctrl-C in the terminal ends the command line, not the browser.
#[cfg(unix)]
fn detach(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(windows)]
fn detach(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const DETACHED_PROCESS: u32 = 0x0000_0008;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
}

#[cfg(all(test, unix))]
mod tests {
    use super::chosen;

    #[test]
    fn commands_are_read_as_a_shell_would() {
        let check = |list: &str, expected: &[&[&str]]| {
            assert_eq!(chosen(list, "http://u?a=b&c"), expected, "{list}");
        };
        check("firefox", &[&["firefox", "http://u?a=b&c"]]);
        check(
            "curl -sL -o /dev/null",
            &[&["curl", "-sL", "-o", "/dev/null", "http://u?a=b&c"]],
        );
        check(
            "a %s -x:'b c'",
            &[&["a", "http://u?a=b&c", "-x"], &["b c", "http://u?a=b&c"]],
        );
        check("", &[]);
        check("'open", &[]);
    }
}
