//! A plan file of any bytes gives diagnostics or a meaning, never a panic, and what is said about
//! it can be shown on any terminal.

use std::panic;

use bedrock_org::report::diagnostic::{self, Look, Source, Style};
use bedrock_org::spec::{self, Severity};

const EXAMPLE: &str = include_str!("../../../org.toml.example");
const SMALL: &str = include_str!("../cases/plan-file/valid/org.toml");
const MISTAKEN: &str = include_str!("../cases/plan-file/many-mistakes/org.toml");

const INPUTS: u64 = 100_000;

/// Pieces that are likely to lead somewhere in a parser.
const TOKENS: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    "[[",
    "]]",
    "=",
    ",",
    ".",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "#",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "\\",
    "\\u0000",
    "\\uD800",
    "\u{feff}",
    "\u{202e}",
    "é",
    "🚀",
    "-",
    "+",
    "_",
    "0x",
    "1e999",
    "nan",
    "inf",
    "true",
    "1979-05-27T07:32:00Z",
    "9223372036854775808",
    "99999999999999999999999999999999999999999",
    "-1",
    "0",
    "[team.x]",
    "[[team]]",
    "[team]",
    "[models]",
    "a.b.c.d = 1",
    "account = \"222233334444\"",
    "models = []",
    "regions = [\"mars\"]",
    "budget = { monthly_usd = 1 }",
    "{account}",
    "group = \"b\"",
    "team.x.y.z = {}",
    "[defaults.budget]",
    "\"\" = 1",
    "quota = { sonnet = { tpm = 1 } }",
    "sizing = { safety = 1.2, peak_tpm = 1 }",
    "tags = { \"aws:\" = \"\" }",
    "[hub]\naccount = \"222233334444\"",
    "[routing]\npublish = \"s3://",
    "[use_case]",
    "groups_match = \"equals\"",
    "oidc_provider = \"existing\"",
    "monitoring = { tokens_per_day = 0, notify = [\"a,b@c.de\"] }",
    "https://cognito-idp.us-east-1.amazonaws.com/",
    "https://login.microsoftonline.com/common",
];

#[test]
fn any_bytes_give_diagnostics_or_a_meaning() {
    let halves = [0..INPUTS / 2, INPUTS / 2..INPUTS];
    let outcomes: Vec<[u64; 2]> = std::thread::scope(|scope| {
        let threads = halves.map(|half| {
            scope.spawn(move || {
                let mut counts = [0, 0];
                for seed in half {
                    let bytes = input(&mut Random(seed));
                    let tried = panic::catch_unwind(|| holds(&bytes));
                    match tried {
                        Ok(valid) => counts[usize::from(valid)] += 1,
                        Err(_) => panic!("seed {seed}: {:?}", String::from_utf8_lossy(&bytes)),
                    }
                }
                counts
            })
        });
        threads.map(|thread| thread.join().unwrap()).into()
    });
    let [mistaken, valid] =
        [0, 1].map(|kind| outcomes.iter().map(|counts| counts[kind]).sum::<u64>());
    println!("{INPUTS} inputs: {mistaken} with mistakes, {valid} valid");
    assert_eq!(mistaken + valid, INPUTS);
    assert!(
        valid > INPUTS / 100 && mistaken > INPUTS / 2,
        "{valid} valid, {mistaken} mistaken"
    );
}

#[test]
fn deep_nesting_and_long_lines_are_read_in_bounded_stack_and_time() {
    let deep = [
        format!("x = {}", "[".repeat(200_000)),
        format!("x = {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("x = {}", "{a=".repeat(100_000)),
        "a.".repeat(200_000),
        format!("[{}a]\n", "a.".repeat(100_000)),
        format!("x = {}1", "{ a.a.a.a.a.a.a.a.a.a.a.a.a.a.a = ".repeat(78)),
        format!(
            "[{0}a]\n{0}a = {1}1{2}",
            "a.".repeat(14),
            "{ a.a.a.a.a.a.a.a.a.a.a.a.a.a.a = ".repeat(78),
            "}".repeat(78)
        ),
        "[team.x]\n".repeat(50_000),
        "x = 1\n".repeat(50_000),
        "[".repeat(300_000),
        "\"".repeat(300_000),
        "= ".repeat(50_000),
        format!("{SMALL}\ntags = {{ {} }}", "\"k\" = \"é\", ".repeat(50_000)),
    ];
    for text in deep {
        holds(text.as_bytes());
    }
}

/// Whether the input is a valid plan; asserts what holds for every input.
fn holds(bytes: &[u8]) -> bool {
    let (text, read) = spec::read_bytes(bytes);
    let (valid, diagnostics) = match read {
        Ok(read) => (true, read.warnings),
        Err(diagnostics) => (false, diagnostics),
    };
    let errors = diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error);
    assert_eq!(
        errors.count() == 0,
        valid,
        "errors are what makes it invalid"
    );
    for label in diagnostics.iter().flat_map(|one| &one.labels) {
        assert!(
            text.get(label.span.clone()).is_some(),
            "{label:?} is outside the text"
        );
    }
    // Showing thousands of mistakes takes its time and proves no more than showing some; which
    // some, the input's length decides.
    let from = bytes.len() % diagnostics.len().max(1);
    let some: Vec<_> = diagnostics.into_iter().skip(from).take(2).collect();
    let source = Source {
        name: "org.toml",
        text: &text,
    };
    let look = Look {
        style: Style::Plain,
        width: 20 + bytes.len() % 100,
    };
    let shown = diagnostic::text(source, &some, look);
    assert!(
        !shown.bytes().any(|byte| byte < b' ' && byte != b'\n'),
        "{shown:?}"
    );
    if bytes.len().is_multiple_of(16) {
        let object = diagnostic::json(source, &some);
        assert_eq!(object["diagnostics"].as_array().unwrap().len(), some.len());
    }
    valid
}

/// Steele and Vigna's splitmix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap()
    }

    fn token(&mut self) -> &'static str {
        TOKENS[self.below(TOKENS.len())]
    }
}

fn input(random: &mut Random) -> Vec<u8> {
    match random.below(64) {
        0 => mutated(EXAMPLE, random),
        1 => mutated(MISTAKEN, random),
        2..8 => (0..random.below(64))
            .map(|_| random.next().to_le_bytes()[0])
            .collect(),
        8..16 => (0..random.below(24))
            .flat_map(|_| random.token().bytes())
            .collect(),
        _ => mutated(SMALL, random),
    }
}

fn mutated(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(10) {
            // A flipped bit.
            0 | 1 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            // Another byte.
            2 if !bytes.is_empty() => bytes[at] = random.next().to_le_bytes()[0],
            // A token in between.
            3 | 4 => drop(bytes.splice(at..at, random.token().bytes())),
            // Cut off.
            5 if random.below(4) == 0 => bytes.truncate(at),
            // A line twice, or not at all.
            6 => {
                let line = line_at(&bytes, at);
                let copy = bytes[line.clone()].to_vec();
                bytes.splice(line.end..line.end, copy);
            }
            7 => drop(bytes.drain(line_at(&bytes, at))),
            // A run of something.
            8 => {
                let run = random.token().repeat(random.below(40));
                bytes.splice(at..at, run.bytes());
            }
            // Lines exchanged.
            _ => {
                let line = line_at(&bytes, at);
                let moved: Vec<u8> = bytes.drain(line).collect();
                let to = line_at(&bytes, random.below(bytes.len())).start;
                bytes.splice(to..to, moved);
            }
        }
    }
    bytes
}

fn line_at(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let start = bytes[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    let end = bytes[at..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |end| at + end + 1);
    start..end
}
