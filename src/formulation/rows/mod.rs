//! What a plan must keep: one family of rows a file, its maths in the doc comment of `add`.

pub(super) mod budget;
pub(super) mod chip_balance;
pub(super) mod closing_stock;
pub(super) mod component_balance;
pub(super) mod die_balance;
pub(super) mod displacement;
pub(super) mod external_share;
pub(super) mod fleet_balance;
pub(super) mod fleet_use;
pub(super) mod foundry_capacity;
pub(super) mod held;
pub(super) mod hot_lot_share;
pub(super) mod max_wait;
pub(super) mod options;
pub(super) mod order_balance;
pub(super) mod order_units;
pub(super) mod process_capacity;
pub(super) mod rack_balance;
pub(super) mod service_commitment;
pub(super) mod service_demand;
pub(super) mod service_supply;
pub(super) mod site_power;
pub(super) mod stock_balance;
pub(super) mod take_or_pay;
