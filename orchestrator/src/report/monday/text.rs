//! The mornings side by side, and what each account had to bear.

use std::fmt::Write as _;
use std::time::Duration;

use console::measure_text_width;

use super::wanting;
use super::{Account, Change, Monday, Morning, Way, rounded};
use crate::plan::capacity::grouped;
use crate::report::capacity::{advice, short};
use crate::report::style::{Style, count, duration, wrap};

const ASSUMED: &str = "How they work is assumed, and the same each time. A call that runs counts with its \
    whole prompt and the longest answer that it allows; what is over, with what was new and with its \
    answer times the model's burndown.";

pub fn text(monday: &Monday, style: Style) -> String {
    let mut text = format!("\n{}\n\n", style.bold("Monday at nine"));
    paragraph(&mut text, &opening(monday), style);
    text.push('\n');
    if monday.before.throttled() > 0 {
        text.push_str(&table(monday, style));
        text.push('\n');
    }
    for (way, morning) in monday.mornings() {
        paragraph(&mut text, &accounts(monday, way, morning), style);
    }
    if monday.before.throttled() > 0 {
        text.push('\n');
        let words = format!("The planner says: {}", advice(&monday.capacity));
        paragraph(&mut text, &words, style);
    }
    text.push('\n');
    let waiting = monday.ways.iter().flat_map(|way| &way.waiting);
    for what in waiting {
        let what = format!("Still waiting at AWS: {what}");
        paragraph(&mut text, &style.yellow(&what), style);
    }
    verdict(&mut text, monday, style);
    text.push('\n');
    for line in wrap(ASSUMED, style.width) {
        let _ = writeln!(text, "{}", style.dim(&line));
    }
    text
}

fn paragraph(text: &mut String, words: &str, style: Style) {
    for line in wrap(words, style.width) {
        let _ = writeln!(text, "{line}");
    }
}

fn opening(monday: &Monday) -> String {
    let need = short(monday.need);
    let need = match monday.capacity.sizing.peak_tpm {
        Some(_) => format!("the plan file's measured peak is {need}"),
        None => format!("{need} are published for so many"),
    };
    format!(
        "{}: {} at work, all with {} in {}. In {} they make {} calls, the busiest minute of which \
         takes {} tokens of a quota; {need}.",
        monday.capacity.name,
        count(monday.capacity.developers as usize, "developer"),
        monday.model,
        monday.region,
        duration(monday.watched),
        grouped(monday.calls as u64),
        rounded(monday.peak)
    )
}

struct Column {
    title: String,
    cells: Vec<String>,
    /// Somebody was throttled.
    bad: bool,
}

const LABELS: [&str; 8] = [
    "ready after",
    "accounts",
    "calls begun",
    "throttled calls",
    "developers held up",
    "longest wait",
    "given up",
    "too late to begin",
];

/// The first of the labels whose figures are bad news.
const TROUBLE: usize = 3;

fn column((way, morning): (Option<&Way>, &Morning)) -> Column {
    let number = grouped;
    let throttled = morning.throttled();
    let share = match morning.share() {
        0 if throttled > 0 => "less than 0.1".to_owned(),
        share => format!("{}.{}", share / 10, share % 10),
    };
    let throttled = match throttled {
        0 => number(0),
        some => format!("{} ({share} %)", number(some)),
    };
    let people = morning.people().count();
    let wait = match morning.longest_wait() {
        Duration::ZERO => "-".to_owned(),
        short if short < Duration::from_secs(1) => "1 s".to_owned(),
        wait => duration(wait),
    };
    Column {
        title: title(way),
        cells: vec![
            way.map_or_else(|| "-".to_owned(), |way| time(way.took)),
            morning.accounts.len().to_string(),
            number(morning.sum(|person| person.begun)),
            throttled,
            format!("{} of {people}", morning.held_up()),
            wait,
            number(morning.sum(|person| person.given_up)),
            number(morning.sum(|person| person.never_begun)),
        ],
        bad: morning.throttled() > 0,
    }
}

fn title(way: Option<&Way>) -> String {
    match way.map(|way| way.change) {
        None => "as planned".to_owned(),
        Some(Change::Tokens(tpm)) => format!("{} tokens", short(tpm)),
        Some(accounts @ Change::Accounts(_)) => accounts.words(),
    }
}

fn time(took: Duration) -> String {
    match took.as_secs() / 3600 {
        hours @ 48.. => format!("{} days", hours.div_ceil(24)),
        _ => duration(took),
    }
}

fn table(monday: &Monday, style: Style) -> String {
    const GAP: usize = 2;
    let columns: Vec<Column> = monday.mornings().map(column).collect();
    let labels = LABELS.iter().map(|label| label.len()).max().unwrap_or(0);
    let width = |column: &Column| {
        let cells = column.cells.iter().map(|cell| measure_text_width(cell));
        let title = measure_text_width(&column.title);
        cells.chain([title]).max().unwrap_or(0)
    };
    let whole = labels + columns.iter().map(|one| width(one) + GAP).sum::<usize>();
    if whole + GAP > style.width {
        return listed(&columns, style);
    }
    let mut text = String::new();
    let mut row = |label: &str, tells: bool, cell: &dyn Fn(&Column) -> String| {
        let _ = write!(text, "{:GAP$}{label:labels$}", "");
        for column in &columns {
            let (shown, wide) = (cell(column), width(column) + GAP);
            let pad = wide.saturating_sub(measure_text_width(&shown));
            let bad = tells && column.bad && !["0", "-"].contains(&shown.as_str());
            let shown = if bad { style.red(&shown) } else { shown };
            let _ = write!(text, "{:pad$}{shown}", "");
        }
        text.push('\n');
    };
    row("", true, &|column| column.title.clone());
    for (index, label) in LABELS.iter().enumerate() {
        row(label, index >= TROUBLE, &|column| {
            column.cells[index].clone()
        });
    }
    text
}

/// One below the other, where there is no room for columns.
fn listed(columns: &[Column], style: Style) -> String {
    let mut text = String::new();
    for column in columns {
        let _ = writeln!(text, "  {}", style.bold(&column.title));
        for (label, cell) in LABELS.iter().zip(&column.cells) {
            let _ = writeln!(text, "    {label}: {cell}");
        }
    }
    text
}

fn accounts(monday: &Monday, way: Option<&Way>, morning: &Morning) -> String {
    let account = |(index, account): (usize, &Account)| {
        let unit = if index == 0 { " tokens per minute" } else { "" };
        let has = match account.has {
            Some(has) => format!("has {}{unit}", short(has)),
            None => format!("has no quota of {} that is known", monday.model),
        };
        let people = count(account.people.len(), "developer");
        let wants = rounded(account.wants);
        let want = wanting(account.people.len());
        format!("{} {has} and its {people} {want} {wants}", account.name)
    };
    let all = morning.accounts.iter().enumerate().map(account);
    let all: Vec<String> = all.collect();
    let when = match way.map(|way| way.change) {
        None => "As planned".to_owned(),
        Some(change) => format!("With {}", change.words()),
    };
    format!("{when}: {}.", all.join("; "))
}

fn verdict(text: &mut String, monday: &Monday, style: Style) {
    let faults = monday.faults();
    for fault in &faults {
        paragraph(text, &style.red(&format!("fault: {fault}")), style);
    }
    if !faults.is_empty() {
        return;
    }
    let words = match monday.ways.len() {
        0 => untroubled(monday),
        1 => "After that change nobody is throttled, with the same work.".to_owned(),
        _ => "After either change nobody is throttled, with the same work.".to_owned(),
    };
    for line in wrap(&words, style.width) {
        let _ = writeln!(text, "{}", style.bold(&style.green(&line)));
    }
}

fn untroubled(monday: &Monday) -> String {
    let accounts = monday.before.accounts.iter();
    let rooms: Vec<String> = accounts
        .filter_map(|account| {
            let more = account.room_for()?;
            Some(format!("{} has room for {more} more", account.name))
        })
        .collect();
    match rooms.is_empty() {
        true => "Nobody is throttled.".to_owned(),
        false => format!("Nobody is throttled; {}.", rooms.join(", ")),
    }
}
