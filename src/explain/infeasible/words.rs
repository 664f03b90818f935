//! What a limit of a conflict is about, in words.

use crate::formulation::{Column, Constraint, describe_column, describe_row};
use crate::lp::{Lp, Variable};
use crate::model::{Address, Field, Model, StockField};

/// Returns what a range limits: `wafer starts at TSMC N3P in 2027Q1`.
pub(super) fn what(model: &Model, lp: &Lp<Column, Constraint>, variable: Variable) -> String {
    match variable {
        Variable::Row(row) => of_row(model, lp.rows()[row.0].key),
        Variable::Column(column) => describe_column(model, lp.columns()[column.0].key),
    }
}

fn of_row(model: &Model, row: Constraint) -> String {
    match row {
        Constraint::MaxWait { service, t } => {
            let entity = model.service(service);
            let wait = entity.max_wait_quarters.unwrap_or(0);
            let quarters = if wait == 1 { "quarter" } else { "quarters" };
            format!(
                "{} served in {}, {wait} {quarters} after it was promised",
                entity.display_name(),
                model.horizon.quarter(t)
            )
        }
        Constraint::ServiceCommitment { service, t } => {
            let entity = model.service(service);
            let quarter = model.horizon.quarter(t);
            format!(
                "{} served in {quarter}, a firm commitment",
                entity.display_name()
            )
        }
        Constraint::OrderBalance { buyer, t } => {
            let quarter = model.horizon.quarter(t);
            format!(
                "firm orders of {} due in {quarter}",
                model.buyer(buyer).display_name()
            )
        }
        _ => describe_row(model, row),
    }
}

/// Returns what the number at an address counts: `chip-quarters of bedrock`, `order units of neocloud`.
pub(super) fn unit(model: &Model, address: &Address) -> String {
    match address.field() {
        Field::Service(id, _) => {
            let service = model.service(id);
            let unit = service.unit.as_deref().unwrap_or("unit");
            format!("{unit}s of {}", service.display_name())
        }
        Field::Buyer(id, _) => format!("order units of {}", model.buyer(id).display_name()),
        Field::Foundry(id, _) => format!("wafers at {}", model.foundry(id).display_name()),
        Field::Stock(item, StockField::ClosingMin) => {
            format!("units of {}", model.item_name(item))
        }
        _ => format!("units of {address}"),
    }
}
