//! A line at a glance, in one row of characters or several.

/// How many points the drawing has.
const DRAWN: usize = 60;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Returns a line through these points, `x` rising or falling throughout, straight between them; the higher the larger `y`.
pub fn line(points: &[(f64, f64)]) -> String {
    let rows = area(points, (DRAWN, 1));
    rows.into_iter().next().unwrap_or_default()
}

/// Returns the same over so many columns and rows of characters, filled below; the topmost row first.
pub fn area(points: &[(f64, f64)], (columns, rows): (usize, usize)) -> Vec<String> {
    let least = points
        .iter()
        .fold(f64::INFINITY, |least, it| least.min(it.1));
    let most = points
        .iter()
        .fold(f64::NEG_INFINITY, |most, it| most.max(it.1));
    let (Some(&(first, _)), Some(&(last, _))) = (points.first(), points.last()) else {
        return Vec::new();
    };
    // In eighths of a row: the least is one of them, the most is all.
    let eighths = 8 * rows;
    let level = |i: usize| {
        let share = (i as f64) / ((columns - 1).max(1) as f64);
        let height = (at(points, first + share * (last - first)) - least) / (most - least);
        let step = |level: &usize| height * ((eighths - 1) as f64) >= *level as f64 - 0.5;
        1 + (1..eighths).rev().find(step).unwrap_or(0)
    };
    let levels: Vec<usize> = (0..columns).map(level).collect();
    let block = |level: usize, below: usize| match level.saturating_sub(below) {
        0 => ' ',
        filled => BLOCKS[filled.min(8) - 1],
    };
    let row = |row: usize| levels.iter().map(|&level| block(level, 8 * row)).collect();
    (0..rows).rev().map(row).collect()
}

/// Returns in which column `x` stands; `None` outside of the range.
pub fn column(x: f64, (first, last): (f64, f64), columns: usize) -> Option<usize> {
    let share = (x - first) / (last - first);
    let place = |at: &usize| share * ((columns - 1) as f64) <= *at as f64 + 0.5;
    (0.0..=1.0)
        .contains(&share)
        .then(|| (0..columns).find(place))?
}

/// Returns what stands under an axis of so many columns: the first at the left, the last at the right, and between them what
/// is named at a column, where it has room.
pub fn labels(columns: usize, first: &str, named: Option<(usize, String)>, last: &str) -> String {
    let length = |text: &str| text.chars().count();
    let end = columns.saturating_sub(length(last)).max(length(first) + 1);
    let named = named.and_then(|(at, text)| {
        let earliest = length(first) + 2;
        let latest = end.checked_sub(length(&text) + 2)?;
        let start = at.saturating_sub(length(&text) / 2);
        (earliest <= latest).then(|| (start.clamp(earliest, latest), text))
    });
    let (start, text) = named.unwrap_or((length(first), String::new()));
    let between = start - length(first);
    let rest = end - start - length(&text);
    format!("{first}{:between$}{text}{:rest$}{last}", "", "")
}

fn at(points: &[(f64, f64)], x: f64) -> f64 {
    let is_in = |pair: &&[(f64, f64)]| {
        let (a, b) = (pair[0].0, pair[1].0);
        (a.min(b)..=a.max(b)).contains(&x)
    };
    // Rounding may leave the last point just outside the last stretch.
    let stretch = points
        .windows(2)
        .find(is_in)
        .or_else(|| points.windows(2).next_back());
    stretch.map_or(f64::NAN, |pair| {
        let ((a, from), (b, to)) = (pair[0], pair[1]);
        from + (to - from) * (x - a) / (b - a)
    })
}

#[cfg(test)]
mod tests {
    use super::{area, column, labels, line};

    #[test]
    fn a_line_rises_as_its_points_do() {
        let drawn: Vec<char> = line(&[(0.0, 1.0), (1.0, 2.0), (2.0, 2.0)])
            .chars()
            .collect();
        assert_eq!((drawn[0], drawn[30], drawn[59]), ('▁', '█', '█'));
        let falling = line(&[(2.0, 5.0), (0.0, 1.0)]);
        assert!(
            falling.starts_with('█') && falling.ends_with('▁'),
            "{falling}"
        );
        assert!(line(&[]).is_empty());
    }

    #[test]
    fn rows_stand_on_each_other() {
        let rows = area(&[(0.0, 1.0), (1.0, 2.0)], (4, 2));
        assert_eq!(rows, ["  ▃█", "▁▆██"]);
        assert_eq!(area(&[(0.0, 1.0), (1.0, 1.0)], (3, 2)), ["   ", "▁▁▁"]);
    }

    #[test]
    fn an_axis_has_its_labels() {
        assert_eq!(column(1.0, (0.0, 2.0), 11), Some(5));
        assert_eq!(column(2.5, (0.0, 2.0), 11), None);
        let under = labels(20, "0.50", Some((10, "today 1".to_owned())), "1.50");
        assert_eq!(under, "0.50   today 1  1.50");
        assert_eq!(
            labels(9, "0.50", Some((4, "today 1".to_owned())), "1.50"),
            "0.50 1.50"
        );
    }
}
