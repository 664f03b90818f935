//! Made-up programs, the same on every machine.
#![allow(dead_code, reason = "each test takes what it needs")]

use waferline_lp::{ColumnId, Lp, LpBuilder};

pub type TestLp = Lp<usize, usize>;

pub const INF: f64 = f64::INFINITY;

/// Draws that are the same everywhere: a linear congruential generator (Knuth's multiplier), its high bits.
pub struct Draw(u64);

impl Draw {
    pub fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % count as u64).expect("small")
    }

    pub fn between(&mut self, least: i32, most: i32) -> f64 {
        let count = usize::try_from(most - least + 1).expect("a range");
        f64::from(least) + self.below(count) as f64
    }
}

fn range(draw: &mut Draw, value: f64) -> (f64, f64) {
    let width = draw.between(0, 4);
    match draw.below(8) {
        0 => (-INF, INF),
        1 | 2 => (value - width, INF),
        3 | 4 => (-INF, value + width),
        5 | 6 => (value - width, value + draw.between(0, 4)),
        _ => (value, value),
    }
}

/// A random program of small whole numbers: sparse, degenerate, with free, fixed, boxed and one-sided columns and rows. Every third
/// is drawn around a feasible point; the others may be infeasible. Most costs are drawn around prices that make it bounded.
pub fn random(seed: u64) -> TestLp {
    let mut draw = Draw(seed);
    for _ in 0..4 {
        draw.below(2);
    }
    let columns = 1 + draw.below(24);
    let rows = draw.below(18);
    let is_feasible = !seed.is_multiple_of(3);
    let is_bounded = !seed.is_multiple_of(7);
    let point: Vec<f64> = (0..columns).map(|_| draw.between(-3, 3)).collect();
    let prices: Vec<f64> = (0..rows).map(|_| draw.between(-2, 2)).collect();
    let mut terms = vec![Vec::new(); rows];
    for row in &mut terms {
        for column in 0..columns {
            if draw.below(3) == 0 {
                row.push((column, draw.between(-3, 3)));
            }
        }
    }
    let mut lp = LpBuilder::default();
    for (column, &at) in point.iter().enumerate() {
        let at = if is_feasible { at } else { draw.between(-3, 3) };
        let (lower, upper) = range(&mut draw, at);
        let used = terms.iter().zip(&prices).flat_map(|(row, price)| {
            let own = row.iter().filter(|term| term.0 == column);
            own.map(move |term| term.1 * price)
        });
        let mut cost: f64 = used.sum();
        // A reduced cost of the sign that some bound of the column stands for.
        let reduced = draw.between(0, 2);
        if upper < INF {
            cost += reduced;
        } else if lower > -INF {
            cost -= reduced;
        }
        if !is_bounded {
            cost = draw.between(-3, 3);
        }
        lp.add_column(column, cost, lower, upper);
    }
    for (row, terms) in terms.into_iter().enumerate() {
        let activity: f64 = terms
            .iter()
            .map(|&(column, value)| value * point[column])
            .sum();
        let (lower, upper) = if is_feasible {
            range(&mut draw, activity)
        } else {
            let at = draw.between(-6, 6);
            range(&mut draw, at)
        };
        lp.add_row(row, lower, upper, terms);
    }
    lp.build()
}

/// What is bought now, for many futures: each sells what it can of that, and of what it makes of it later, at its own prices. A few
/// columns with an entry in every future, and futures that have nothing else in common.
pub fn two_stages(futures: usize, seed: u64) -> TestLp {
    let mut draw = Draw(seed);
    let bought = 3;
    let own = 4;
    let mut lp = LpBuilder::default();
    for k in 0..bought {
        lp.add_column(k, -draw.between(2, 9), 0.0, draw.between(4, 20));
    }
    let key = |future: usize, k: usize| bought + future * own + k;
    for future in 0..futures {
        for k in 0..own {
            let earn = draw.between(0, 12) / futures as f64;
            lp.add_column(key(future, k), earn, 0.0, draw.between(2, 30));
        }
    }
    lp.add_row(0, -INF, draw.between(10, 40), (0..bought).map(|k| (k, 1.0)));
    for future in 0..futures {
        for row in 0..bought {
            let terms = [
                (row, -1.0),
                (key(future, row), draw.between(1, 3)),
                (key(future, row + 1), 1.0),
            ];
            lp.add_row(1 + future * bought + row, -INF, draw.between(0, 2), terms);
        }
    }
    lp.build()
}

/// A chain of stages: what one makes, stores or sells is limited by what came before.
pub fn staircase(stages: usize, scale: f64) -> TestLp {
    let mut draw = Draw(stages as u64);
    let mut lp = LpBuilder::default();
    let wide = 6;
    let key = |stage: usize, kind: usize, k: usize| (stage * 3 + kind) * wide + k;
    for stage in 0..stages {
        for k in 0..wide {
            let earn = draw.between(5, 30) - 0.1 * stage as f64;
            lp.add_column(key(stage, 0, k), -draw.between(1, 4) / scale, 0.0, INF);
            lp.add_column(key(stage, 1, k), -0.01, 0.0, INF);
            lp.add_column(key(stage, 2, k), earn, 0.0, draw.between(1, 9));
        }
    }
    for stage in 0..stages {
        for k in 0..wide {
            let mut terms = vec![
                (key(stage, 0, k), 1.0 / scale),
                (key(stage, 0, (k + 1) % wide), 0.5 / scale),
                (key(stage, 1, k), -1.0),
                (key(stage, 2, k), -1.0),
            ];
            if stage > 0 {
                terms.push((key(stage - 1, 1, k), 1.0));
            }
            lp.add_row(stage * (wide + 1) + k, 0.0, 0.0, terms);
        }
        let made = (0..wide).map(|k| (key(stage, 0, k), 1.0));
        lp.add_row(stage * (wide + 1) + wide, 2.0 * scale, 20.0 * scale, made);
    }
    lp.build()
}

/// The program of [`staircase`] with columns of 0 or 1 that give room to what is made for some stages (one after the other, some
/// overlapping), and cost a part of what the first of that room is worth; every third excludes the one before it, every fourth
/// needs it.
pub fn staircase_with_choices(
    stages: usize,
    choices: usize,
    price: impl FnOnce(&TestLp) -> Vec<f64>,
) -> (TestLp, Vec<ColumnId>) {
    let base = staircase(stages, 1.0);
    let dual = price(&base);
    let mut draw = Draw(choices as u64);
    let mut rows = vec![Vec::new(); base.rows().len()];
    let mut lp = LpBuilder::default();
    for (j, column) in base.columns().iter().enumerate() {
        lp.add_column(column.key, column.cost, column.lower, column.upper);
        for (row, value) in base.entries(ColumnId(j)) {
            rows[row.0].push((column.key, value));
        }
    }
    let first = base.columns().len();
    let made = |stage: usize| stage * 7 + 6;
    for choice in 0..choices {
        let begin = choice * stages / (choices + 4);
        let rows = &mut rows;
        let mut worth = 0.0;
        for stage in begin..stages.min(begin + stages / 4) {
            rows[made(stage)].push((first + choice, -4.0));
            worth += 4.0 * dual[made(stage)];
        }
        let share = draw.between(30, 100) / 100.0;
        lp.add_column(first + choice, -share * worth, 0.0, 1.0);
    }
    for (row, terms) in rows.into_iter().enumerate() {
        let data = &base.rows()[row];
        let is_made = row % 7 == 6;
        let lower = if is_made { -INF } else { data.lower };
        lp.add_row(data.key, lower, data.upper, terms);
    }
    for choice in 1..choices {
        let (this, before) = (first + choice, first + choice - 1);
        let key = base.rows().len() + choice;
        if choice % 3 == 0 {
            lp.add_row(key, -INF, 1.0, [(this, 1.0), (before, 1.0)]);
        } else if choice % 4 == 0 {
            lp.add_row(key, -INF, 0.0, [(this, 1.0), (before, -1.0)]);
        }
    }
    let whole = (first..first + choices).map(ColumnId).collect();
    (lp.build(), whole)
}

/// A random program of small whole numbers, some of whose columns (returned in a shuffled order) are to be whole: they cost or earn
/// something and give room to rows; some make no difference, some need or exclude each other. Every fifth may be infeasible, every
/// eleventh has a column that nothing ends.
pub fn with_choices(seed: u64, most_choices: usize) -> (TestLp, Vec<ColumnId>) {
    let mut draw = Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    for _ in 0..4 {
        draw.below(2);
    }
    let choices = 1 + draw.below(most_choices);
    let (others, rows) = (1 + draw.below(6), 1 + draw.below(6));
    let mut lp = LpBuilder::default();
    let mut selections = 1;
    for column in 0..choices {
        // All selections are tried: not too many of them.
        let most = if selections <= 16 && draw.below(3) == 0 {
            2 + draw.below(2)
        } else {
            1
        };
        selections *= most + 1;
        lp.add_column(column, draw.between(-9, 3), 0.0, most as f64);
    }
    for column in choices..choices + others {
        let upper = if draw.below(3) == 0 {
            INF
        } else {
            draw.between(1, 9)
        };
        lp.add_column(column, draw.between(1, 5), 0.0, upper);
    }
    for row in 0..rows {
        let mut terms = Vec::new();
        for column in choices..choices + others {
            if draw.below(3) > 0 {
                terms.push((column, draw.between(1, 3)));
            }
        }
        for column in 0..choices {
            if draw.below(3) == 0 {
                terms.push((column, -draw.between(1, 7)));
            }
        }
        let lower = if seed.is_multiple_of(5) && draw.below(2) == 0 {
            draw.between(-4, 12)
        } else {
            -INF
        };
        let width = draw.between(0, 8);
        lp.add_row(row, lower, width.max(lower), terms);
    }
    if !seed.is_multiple_of(11) {
        let all = (choices..choices + others).map(|column| (column, 1.0));
        lp.add_row(rows, -INF, 40.0, all);
    }
    let (a, b) = (draw.below(choices), draw.below(choices));
    if a != b {
        match draw.below(4) {
            0 => lp.add_row(rows + 1, -INF, 1.0, [(a, 1.0), (b, 1.0)]),
            1 => lp.add_row(rows + 1, -INF, 0.0, [(a, 1.0), (b, -3.0)]),
            2 => lp.add_row(rows + 1, 0.5, 0.75, [(a, 1.0), (b, 1.0)]),
            _ => lp.add_row(rows + 1, -INF, 9.0, [(a, 1.0), (b, 1.0)]),
        };
    }
    let mut order: Vec<ColumnId> = (0..choices).map(ColumnId).collect();
    for k in (1..choices).rev() {
        order.swap(k, draw.below(k + 1));
    }
    (lp.build(), order)
}
