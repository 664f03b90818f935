//! A line at a glance, in one row of characters.

/// How many points the drawing has.
const DRAWN: usize = 60;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Returns a line through these points, `x` rising or falling throughout, straight between them; the higher the larger `y`.
pub fn line(points: &[(f64, f64)]) -> String {
    let least = points
        .iter()
        .fold(f64::INFINITY, |least, it| least.min(it.1));
    let most = points
        .iter()
        .fold(f64::NEG_INFINITY, |most, it| most.max(it.1));
    let (Some(&(first, _)), Some(&(last, _))) = (points.first(), points.last()) else {
        return String::new();
    };
    let level = |i: usize| {
        let share = (i as f64) / ((DRAWN - 1) as f64);
        let height = (at(points, first + share * (last - first)) - least) / (most - least);
        if height.is_finite() {
            height * 7.0
        } else {
            0.0
        }
    };
    let block = |i: usize| {
        let level = level(i);
        let mut blocks = BLOCKS.iter().enumerate().rev();
        let found = blocks.find(|(height, _)| level >= *height as f64 - 0.5);
        found.map_or(BLOCKS[0], |(_, &block)| block)
    };
    (0..DRAWN).map(block).collect()
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
    use super::line;

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
}
