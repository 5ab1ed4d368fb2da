//! What others wrote, made fit to be shown.

use crate::secret::Secret;

const LONGEST: usize = 300;
/// What is shorter is in any text by chance, and keeps nothing safe.
const SHORTEST: usize = 8;

/// One line without control characters, which could rewrite a terminal.
pub(super) fn plain(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .map(|char| if char.is_whitespace() { ' ' } else { char })
        .filter(|char| !char.is_control() && !is_invisible(*char))
        .take(LONGEST)
        .collect();
    if text.chars().count() > LONGEST {
        shown.push('…');
    }
    shown.trim().to_owned()
}

/// Marks that turn the direction of writing around, or take no room.
const fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The same, and nothing at all when it repeats a secret that was sent.
pub(super) fn without(text: &str, secrets: &[&Secret]) -> String {
    let repeats = |secret: &&Secret| {
        let secret = secret.reveal();
        secret.len() >= SHORTEST && text.contains(secret)
    };
    if secrets.iter().any(repeats) {
        return "it repeated what it was sent, which is not shown".into();
    }
    plain(text)
}

/// How long, in the largest unit that tells enough.
pub(super) fn span(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds / 60, "minute"),
        7200..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_one_harmless_line() {
        assert_eq!(plain("no\n\u{1b}[2Jway\u{202e}!"), "no [2Jway!");
        assert_eq!(plain(&"x".repeat(1000)).chars().count(), LONGEST + 1);
        let secret = Secret::new("hidden-token".into());
        assert!(!without("you sent hidden-token", &[&secret]).contains("hidden"));
        let short = Secret::new("d".into());
        assert_eq!(without("denied", &[&short]), "denied");
    }

    #[test]
    fn spans_read_well() {
        for (seconds, text) in [
            (1, "1 second"),
            (-90, "90 seconds"),
            (600, "10 minutes"),
            (7300, "2 hours"),
            (200_000, "2 days"),
        ] {
            assert_eq!(span(seconds), text);
        }
    }
}
