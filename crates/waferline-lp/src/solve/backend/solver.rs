//! Which solvers there are, which are built in, and which goes first.

use std::fmt;
use std::str::FromStr;

/// From this many columns on `HiGHS`, where it is built in, is the first other solver: first of all where our own interior point
/// method is not built in, else where that fails. Our own simplex method takes 0.85 of its time at 1,462 columns and loses, as
/// every simplex method does, soon after. Our own interior point method does not: whole solves by it over bare ones by `HiGHS`,
/// generated models, take 0.8 at 8,800 columns, 0.75 at 20,600, 0.95 at 62,500 (`benches/RESULTS.md`).
const HIGHS_FROM: usize = 1_500;

/// Which program solves.
///
/// ```
/// use waferline_lp::solve::Solver;
///
/// let own: Solver = "own".parse()?;
/// assert_eq!(own, Solver::Own);
/// assert!(own.is_built_in());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Solver {
    /// What is built in and fits the size.
    #[default]
    Auto,
    /// Our own method that fits the size.
    Own,
    /// Our own simplex method.
    OwnSimplex,
    /// Our own interior point method, where it is built in.
    OwnInterior,
    /// The embedded solver.
    Microlp,
    /// `HiGHS`, where it is built in.
    Highs,
}

/// A solver was asked for that is not built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this program was built without {0}; `cargo build --release --features {feature}` builds one with it{needs}",
    feature = .0.feature(),
    needs = if *.0 == Solver::Highs { ", and takes a C++ compiler, CMake and libclang" } else { "" }
)]
pub struct NotBuiltIn(Solver);

impl Solver {
    /// All there may be, built in or not.
    pub const ALL: [Self; 6] = [
        Self::Auto,
        Self::Own,
        Self::OwnSimplex,
        Self::OwnInterior,
        Self::Microlp,
        Self::Highs,
    ];

    /// Returns what it is called on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Own => "own",
            Self::OwnSimplex => "own-simplex",
            Self::OwnInterior => "own-ipm",
            Self::Microlp => "microlp",
            Self::Highs => "highs",
        }
    }

    /// Returns whether it can be asked.
    #[must_use]
    pub fn is_built_in(self) -> bool {
        match self {
            Self::Auto | Self::Own | Self::OwnSimplex => true,
            Self::OwnInterior => cfg!(feature = "interior-point"),
            Self::Microlp => cfg!(feature = "microlp"),
            Self::Highs => cfg!(feature = "highs"),
        }
    }

    /// Returns whether it is one of our own methods, whose basis and errors are ours.
    pub(in crate::solve) fn is_own(self) -> bool {
        matches!(self, Self::Own | Self::OwnSimplex | Self::OwnInterior)
    }

    /// Returns the feature that builds it in.
    fn feature(self) -> &'static str {
        match self {
            Self::OwnInterior => "interior-point",
            other => other.name(),
        }
    }

    /// Fails if it cannot be asked.
    pub(in crate::solve) fn checked(self) -> Result<Self, NotBuiltIn> {
        if self.is_built_in() {
            Ok(self)
        } else {
            Err(NotBuiltIn(self))
        }
    }

    /// Returns which solver goes first for a program of this many columns, and which one goes where that one fails.
    pub(in crate::solve) fn order(self, columns: usize) -> (Self, Self) {
        let by_highs = columns >= HIGHS_FROM && Self::Highs.is_built_in();
        let first = match self {
            Self::Auto if by_highs && !Self::OwnInterior.is_built_in() => Self::Highs,
            Self::Auto => Self::Own,
            named => named,
        };
        let second = match first {
            own if own.is_own() && by_highs => Self::Highs,
            own if own.is_own() && Self::Microlp.is_built_in() => Self::Microlp,
            _ => Self::Own,
        };
        (first, second)
    }
}

impl FromStr for Solver {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|solver| solver.name() == name);
        found.ok_or_else(|| format!("there is no solver `{name}`"))
    }
}

impl fmt::Display for Solver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_methods_go_first_and_another_solver_where_they_fail() {
        for columns in [900, 8_800, 62_500] {
            let (first, second) = Solver::Auto.order(columns);
            if Solver::OwnInterior.is_built_in() || !Solver::Highs.is_built_in() {
                assert_eq!(first, Solver::Own);
            } else {
                assert_eq!(first == Solver::Highs, columns >= HIGHS_FROM);
            }
            let other = match (Solver::Highs.is_built_in(), Solver::Microlp.is_built_in()) {
                (true, _) if columns >= HIGHS_FROM => Solver::Highs,
                (_, true) => Solver::Microlp,
                _ => Solver::Own,
            };
            assert!([first, second].contains(&other) && [first, second].contains(&Solver::Own));
        }
        assert_eq!(Solver::Highs.order(8_800), (Solver::Highs, Solver::Own));
    }

    #[test]
    fn names_are_read_back() {
        for solver in Solver::ALL {
            assert_eq!(solver.name().parse(), Ok(solver));
        }
        assert!("simplex".parse::<Solver>().is_err());
    }
}
