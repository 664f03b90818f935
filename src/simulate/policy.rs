//! How one plans while it is not known what comes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How one plans while it is not known what comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// At every look anew, what is not known yet being as in the file.
    File,
    /// At every look anew, what is not known yet being at the mean of its distribution.
    Mean,
    /// At every look anew, best on average over draws of what is not known yet.
    Hedge,
    /// Once, on the file; after that the plan is held as nearly as the limits let it.
    Never,
    /// Once, knowing everything: what no policy reaches.
    Hindsight,
}

impl Policy {
    /// Those that can be asked for; hindsight is always there.
    pub const ASKED: [Self; 4] = [Self::File, Self::Mean, Self::Hedge, Self::Never];

    /// Returns its name, as `--policy` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Mean => "mean",
            Self::Hedge => "hedge",
            Self::Never => "never",
            Self::Hindsight => "hindsight",
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No policy that can be asked for has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no policy `{0}`: there are file, mean, hedge and never; hindsight is always there"
)]
pub struct NoSuchPolicy(String);

impl FromStr for Policy {
    type Err = NoSuchPolicy;

    fn from_str(name: &str) -> Result<Self, NoSuchPolicy> {
        let policy = Self::ASKED.into_iter().find(|it| it.name() == name);
        policy.ok_or_else(|| NoSuchPolicy(name.to_owned()))
    }
}
