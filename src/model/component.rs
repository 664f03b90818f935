//! A bought component such as HBM.

use super::{Series, Stock};

/// A component bought from a supplier.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// Most that can be bought a quarter.
    pub supply: Series,
    /// Money per unit.
    pub price: Series,
    /// How it is stocked.
    pub stock: Stock,
}
