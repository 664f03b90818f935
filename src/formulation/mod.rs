//! From [`Model`] to linear program: the greatest present value of the combined margin.
//!
//! [`formulate`] is the whole program on one page. One row family is one file under `rows/`, and its doc comment is
//! its maths: `t` counts quarters, `T` those of the horizon, lower-case names are the model file's numbers. Columns
//! that cannot be used are not created; a term over a column that is not there is 0.

mod address;
mod arrival;
mod columns;
mod describe;
mod draft;
mod key;
mod limits;
mod line;
mod links;
mod names;
mod objective;
mod rows;

pub use address::{bound_address, row_address};
pub use arrival::{Arrival, arrival};
pub(crate) use describe::describe_activity;
pub use describe::{describe_column, describe_row};
pub use key::{Column, Constraint};
pub use limits::{Limit, Move, limits};
pub(crate) use limits::{keeps_parts, most_shared, share_of, with_share};
pub use line::{Line, LineGroup, Term};
pub(crate) use names::{column_name, row_name, unique_names};
pub use names::{export_names, name_map};
pub use objective::terms;
pub(crate) use rows::held::{decided_by, held_range};

use crate::lp::Lp;
use crate::model::Model;
use draft::Draft;
use links::Links;

/// Returns the linear program whose optimum is the best plan for the model.
///
/// Money, quantities and shares are in the model file's own units; the program maximizes the present value of the
/// margin. Columns and rows come in the model's order, by family, then by entity, then by quarter.
#[must_use]
pub fn formulate(model: &Model) -> Lp<Column, Constraint> {
    let widest = model.at_its_widest();
    let links = Links::of(&widest);
    let mut draft = Draft::new(model, &widest, &links);

    columns::add_starts(&mut draft); // w, h, p, a
    columns::add_capacity(&mut draft); // e, idle, b
    columns::add_stock(&mut draft); // S, scrap, N
    columns::add_fleet(&mut draft); // g, F, u
    columns::add_service(&mut draft); // v, q
    columns::add_orders(&mut draft); // xo, xu, O, L, D, x
    columns::add_options(&mut draft); // y

    // Supply, quarters of the horizon.
    rows::foundry_capacity::add(&mut draft);
    rows::hot_lot_share::add(&mut draft);
    rows::take_or_pay::add(&mut draft);
    rows::process_capacity::add(&mut draft);
    rows::die_balance::add(&mut draft);
    rows::component_balance::add(&mut draft);
    rows::chip_balance::add(&mut draft);
    rows::rack_balance::add(&mut draft);
    rows::closing_stock::add(&mut draft);

    // Own service, quarters of the horizon and the tail.
    rows::fleet_balance::add(&mut draft);
    rows::fleet_use::add(&mut draft);
    rows::site_power::add(&mut draft);
    rows::service_supply::add(&mut draft);
    rows::service_demand::add(&mut draft);
    rows::service_commitment::add(&mut draft);
    rows::max_wait::add(&mut draft);

    // Outside buyers, quarters of the horizon; what they displace also in the tail.
    rows::order_units::add(&mut draft);
    rows::order_balance::add(&mut draft);
    rows::displacement::add(&mut draft);

    // The whole plan.
    rows::external_share::add(&mut draft);
    rows::budget::add(&mut draft);

    // What is taken whole or left.
    rows::options::add_bounds(&mut draft);
    rows::options::add_remains(&mut draft);
    rows::options::add_ties(&mut draft);

    // What is held.
    rows::held::add(&mut draft);

    draft.build()
}
