//! Walks of one simplex, all from where it stands.

use super::direction::Direction;
use super::end::Stuck;
use super::method::Simplex;
use super::walk::Walk;
use super::walker::Walker;

/// Walks of one simplex, which stands still meanwhile. A walk that ends before the first exchange, as most do that look how far a price
/// holds, leaves the next one nothing to put back: it costs a solve or two with the factors, and no copy of the program.
#[derive(Clone, Debug)]
pub struct Walks<'s> {
    simplex: &'s Simplex,
    walker: Option<Box<Walker>>,
}

impl Simplex {
    /// Returns walks from where this simplex stands, which must be an optimum.
    ///
    /// ```
    /// use waferline_lp::{Direction, LpBuilder, RowId, Simplex, Variable};
    ///
    /// let mut lp = LpBuilder::default();
    /// lp.add_column("own", 10.0, 0.0, 6.0);
    /// lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
    /// lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 1.0)]);
    /// let mut simplex = Simplex::from_nothing(&lp.build());
    /// simplex.optimize()?;
    /// let mut walks = simplex.walks();
    /// for (up, slope) in [(1.0, 8.0), (-1.0, -8.0)] {
    ///     let wafers = Direction::Bounds(vec![(Variable::Row(RowId(0)), 0.0, up)]);
    ///     assert_eq!(walks.first_segment(&wafers, 1.0)?.segments[0].slope, slope);
    ///     assert_eq!(walks.derivative(&wafers)?, Some(slope));
    /// }
    /// # Ok::<(), waferline_lp::Stuck>(())
    /// ```
    #[must_use]
    pub fn walks(&self) -> Walks<'_> {
        Walks {
            simplex: self,
            walker: None,
        }
    }
}

impl Walks<'_> {
    /// As [`Simplex::walk`].
    pub fn walk(&mut self, direction: &Direction, until: f64) -> Result<Walk, Stuck> {
        self.walker(direction).walk(until)
    }

    /// As [`Simplex::first_segment`].
    pub fn first_segment(&mut self, direction: &Direction, until: f64) -> Result<Walk, Stuck> {
        self.walker(direction).first_segment(until)
    }

    /// As [`Simplex::derivative_in`].
    pub fn derivative(&mut self, direction: &Direction) -> Result<Option<f64>, Stuck> {
        let begun = self.simplex.iterations();
        self.walker(direction).derivative(begun)
    }

    fn walker(&mut self, direction: &Direction) -> &mut Walker {
        if let Some(walker) = &mut self.walker {
            walker.return_to(self.simplex);
        }
        let walker = self.walker.get_or_insert_with(|| Walker::at(self.simplex));
        walker.face(direction);
        walker
    }
}
