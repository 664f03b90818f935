//! When another number takes over as the least or greatest of two.

use crate::model::{Field, Model, ServiceField};

/// Returns whether the numbers of a field keep their part when all of them are multiplied: demand does not cross its
/// commitment. (Numbers of one field keep their order.)
#[must_use]
pub(crate) fn keeps_parts(model: &Model, field: Field, factor: f64) -> bool {
    let (service, is_demand) = match field {
        Field::Service(id, ServiceField::Demand) => (model.service(id), true),
        Field::Service(id, ServiceField::Committed) => (model.service(id), false),
        _ => return true,
    };
    let (demand, committed) = (service.demand.values(), service.committed.values());
    demand.iter().zip(committed).all(|(&demand, &committed)| {
        let after = if is_demand {
            demand * factor - committed
        } else {
            demand - committed * factor
        };
        (demand - committed) * after >= 0.0
    })
}
