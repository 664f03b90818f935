//! Made-up programs, the same on every machine.

use waferline_highs::Program;

pub const INF: f64 = f64::INFINITY;

/// Draws that are the same everywhere: a linear congruential generator (Knuth's multiplier), its high bits.
pub struct Draw(pub u64);

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

/// Stocks over time, with many goods that share machines: like a plan, of any size. What is made fills what is asked for, from stock
/// where that is cheaper; `goods` columns of each kind a period.
pub fn planning(periods: usize, goods: usize, seed: u64) -> Program {
    let mut draw = Draw(seed);
    let machines = goods / 3 + 1;
    let rows = periods * (goods + machines);
    let balance = |t: usize, g: usize| t * (goods + machines) + g;
    let capacity = |t: usize, m: usize| t * (goods + machines) + goods + m;
    let mut ends = vec![(0.0, 0.0); rows];
    for t in 0..periods {
        for m in 0..machines {
            ends[capacity(t, m)] = (-INF, draw.between(150, 250));
        }
    }
    let mut program = Program::with_rows(ends);
    for t in 0..periods {
        for g in 0..goods {
            let used: [usize; 3] = [g % machines, draw.below(machines), draw.below(machines)];
            let mut used = used.to_vec();
            used.sort_unstable();
            used.dedup();
            let made = used
                .into_iter()
                .map(|m| (capacity(t, m), draw.between(5, 40) / 10.0));
            let made: Vec<_> = std::iter::once((balance(t, g), 1.0)).chain(made).collect();
            program.add_column(draw.between(10, 30) / 7.0, 0.0, INF, made);
            let next = (t + 1 < periods).then(|| (balance(t + 1, g), 0.97));
            let kept = std::iter::once((balance(t, g), -1.0)).chain(next);
            program.add_column(draw.between(1, 9) / 11.0, 0.0, 500.0, kept);
            let sold = draw.between(20, 90);
            program.add_column(
                -draw.between(30, 90) / 3.0,
                0.0,
                sold,
                [(balance(t, g), -1.0)],
            );
        }
    }
    program
}
