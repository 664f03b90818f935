//! The date of the data: when the files of a model were last changed.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::input::Loaded;

const SECONDS_PER_DAY: u64 = 86_400;

/// Returns the day, in UTC, on which the newest file of the model was changed; `None` where that is not known, as of what
/// standard input said.
pub fn of_newest(loaded: &Loaded) -> Option<String> {
    let changed = |name: &str| std::fs::metadata(name).ok()?.modified().ok();
    let newest = loaded
        .files
        .iter()
        .filter_map(|file| changed(&file.name))
        .max()?;
    day_of(newest)
}

fn day_of(time: SystemTime) -> Option<String> {
    let days = time.duration_since(UNIX_EPOCH).ok()?.as_secs() / SECONDS_PER_DAY;
    let (year, month, day) = civil(days);
    Some(format!("{year}-{month:02}-{day:02}"))
}

/// Returns year, month and day of the Gregorian calendar, so many days after 1970-01-01 (Howard Hinnant, "chrono-compatible
/// low-level date algorithms", `civil_from_days`): years begin in March there, so that the leap day is their last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_have_dates() {
        let known = [
            (0, (1970, 1, 1)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (20_786, (2026, 11, 29)),
        ];
        for (days, date) in known {
            assert_eq!(civil(days), date);
        }
    }
}
