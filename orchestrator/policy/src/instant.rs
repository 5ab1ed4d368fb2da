//! Points in time as policies write them: ISO 8601 or seconds since 1970.

/// Milliseconds since 1970, or `None` when the text is no point in time.
pub(crate) fn parse(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return seconds.checked_mul(1000);
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let midnight = day(date)?.checked_mul(86_400_000)?;
    match time {
        None => Some(midnight),
        Some(time) => midnight.checked_add(within_day(time)?),
    }
}

/// Days since 1970 in the proleptic Gregorian calendar.
fn day(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let (year, month, day) = (
        number(parts.next()?, 4)?,
        number(parts.next()?, 2)?,
        number(parts.next()?, 2)?,
    );
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [
        31,
        if leap { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let month_index = usize::try_from(month).ok()?.checked_sub(1)?;
    if parts.next().is_some() || day < 1 || day > *lengths.get(month_index)? {
        return None;
    }
    let before = year - 1;
    let since_year_one = before * 365 + before / 4 - before / 100 + before / 400;
    let to_month: i64 = lengths.iter().take(month_index).sum();
    Some(since_year_one + to_month + day - 1 - 719_162)
}

/// Milliseconds after midnight UTC; negative or beyond a day where the offset says so.
fn within_day(time: &str) -> Option<i64> {
    let (clock, offset_minutes) = if let Some(clock) = time.strip_suffix('Z') {
        (clock, 0)
    } else if let Some(at) = time.rfind(['+', '-']) {
        let (clock, offset) = time.split_at(at);
        let sign = if offset.starts_with('-') { -1 } else { 1 };
        let offset = offset.get(1..)?.replace(':', "");
        let minutes = number(offset.get(..2)?, 2)? * 60 + number(offset.get(2..)?, 2)?;
        (clock, sign * minutes)
    } else {
        (time, 0)
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |second| number(second, 2))?;
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let millis = number(
        &format!("{:0<3}", fraction.get(..3.min(fraction.len()))?),
        3,
    )?;
    Some(((hour * 60 + minute - offset_minutes) * 60 + second) * 1000 + millis)
}

fn number(text: &str, digits: usize) -> Option<i64> {
    let right = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_the_shapes_that_policies_use() {
        assert_eq!(parse("1970-01-01"), Some(0));
        assert_eq!(parse("2000-02-29"), Some(951_782_400_000));
        assert_eq!(parse("2026-05-01T12:30:15Z"), Some(1_777_638_615_000));
        assert_eq!(
            parse("2026-05-01T12:30:15.25+02:00"),
            Some(1_777_631_415_250)
        );
        assert_eq!(parse("1777638615"), Some(1_777_638_615_000));
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "soon",
            "2026-02-30",
            "2026-13-01",
            "2026-05-01T25:00:00Z",
            "0000-00-00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
