//! When another number takes over as the least or greatest of two.

use crate::model::Model;

/// Returns whether the numbers of a path keep their part when all of them are multiplied: demand does not cross its
/// commitment. (Numbers of one path keep their order.)
#[must_use]
pub fn keeps_parts(model: &Model, path: &str, factor: f64) -> bool {
    let segments: Vec<&str> = path.split('.').collect();
    let ["service", id, noun @ ("demand" | "committed")] = segments[..] else {
        return true;
    };
    let Some(service) = model.services.iter().find(|it| it.id == id) else {
        return true;
    };
    let (demand, committed) = (service.demand.values(), service.committed.values());
    demand.iter().zip(committed).all(|(&demand, &committed)| {
        let after = match noun {
            "demand" => demand * factor - committed,
            _ => demand - committed * factor,
        };
        (demand - committed) * after >= 0.0
    })
}
