//! A series written out, and where each of its quarters came from.

use super::document::Origin;

/// A series written out over horizon and tail, with the origin of each quarter.
#[derive(Clone, Debug)]
pub(super) struct Written {
    values: Vec<f64>,
    /// First quarter and origin of each run of quarters with one origin.
    runs: Vec<(usize, Origin)>,
}

impl Written {
    pub fn constant(value: f64, periods: usize, origin: Origin) -> Self {
        Self {
            values: vec![value; periods],
            runs: vec![(0, origin)],
        }
    }

    /// Returns the series over so many quarters, those after its end 0.
    pub(crate) fn resized(mut self, periods: usize) -> Self {
        let known = self.values.len();
        self.values.resize(periods, 0.0);
        if known < periods {
            let span = self.origin(known).span;
            self.runs.push((known, Origin::default_at(span)));
        }
        self
    }

    pub fn values(&self) -> &[f64] {
        &self.values
    }

    pub fn runs(&self) -> &[(usize, Origin)] {
        &self.runs
    }

    pub fn origin(&self, t: usize) -> Origin {
        let after = self.runs.partition_point(|&(from, _)| from <= t);
        self.runs[after.saturating_sub(1)].1
    }

    /// Changes the quarters `f` returns something for.
    pub fn update(&mut self, mut f: impl FnMut(usize, f64, Origin) -> Option<(f64, Origin)>) {
        let mut runs: Vec<(usize, Origin)> = Vec::with_capacity(self.runs.len());
        let mut old = self.runs.iter().peekable();
        let mut origin = self.runs[0].1;
        for (t, value) in self.values.iter_mut().enumerate() {
            if let Some(&(_, next)) = old.next_if(|&&(from, _)| from == t) {
                origin = next;
            }
            let mut here = origin;
            if let Some(change) = f(t, *value, origin) {
                (*value, here) = change;
            }
            if runs.last().is_none_or(|&(_, last)| last != here) {
                runs.push((t, here));
            }
        }
        if !runs.is_empty() {
            self.runs = runs;
        }
    }
}
