//! What was decided, carried out as nearly as the limits let it be.

use super::draw::Ending;
use super::step::{Believed, Standing, failed};
use crate::formulation::{Column, Constraint};
use crate::hedge::{Follows, Recourse};
use crate::hold::{Compared, decided_before, nearest_point};
use crate::lp::{ColumnId, Lp};
use crate::model::{Model, OptionId};
use crate::solve::SolveOptions;

/// A share of an option that is nearer to a whole than this is one.
const WHOLE: f64 = 1e-6;

/// Returns what follows once more is known in a quarter: what was decided before is held; of what was decided for the quarters from
/// there on and before `until`, as much as the limits let be, by the least change; of those plans the best.
///
/// Options stay as planned; where that leaves no plan, they are taken as is best.
pub(super) fn carry_on(
    before: &Standing,
    believed: &Believed,
    (from, until): (usize, usize),
    options: &SolveOptions,
) -> Result<Follows, Ending> {
    let Believed { model, program } = believed;
    let recourse = Recourse::from(model, program, from);
    let planned = |column| before.value(column);
    let held = match recourse.held_values(&planned) {
        Ok(held) => held,
        Err(broken) => return Ok(recourse.no_plan(broken)),
    };
    let rest = recourse.rest_by_key(&held);
    let given = decided_before(model, &rest, from..until, &planned);
    let nearest = |taken: &dyn Fn(Column) -> f64| {
        let Some(rest) = taking(model, &rest, taken) else {
            return Ok(None);
        };
        let compared: Vec<Compared> = given.iter().map(|it| it.compared(model, &rest)).collect();
        let point = nearest_point(model, &rest, compared, options);
        let point = point.map_err(|error| failed(&error))?;
        Ok(point.map(|point| {
            let mut x = held.clone();
            for (column, value) in rest.columns().iter().zip(&point.x) {
                if let Some(at) = program.lp.column(&column.key) {
                    x[at.0] = *value;
                }
            }
            let margin = program.lp.objective(&x);
            Follows::Best { margin, x }
        }))
    };
    if let Some(found) = nearest(&planned)? {
        return Ok(found);
    }
    let best = recourse.follow_from(&planned, before.start.as_ref(), options);
    let best = best.map_err(|error| failed(&error))?.0;
    let Follows::Best { x, .. } = &best else {
        return Ok(best);
    };
    let of_best = |column| program.lp.value(x, &column);
    let found = nearest(&of_best)?;
    found.ok_or_else(|| Ending::Failed("the best plan has none that is nearest".to_owned()))
}

/// Returns the program with the options that are to be decided taken like this; `None` where one that is taken whole is not.
fn taking(
    model: &Model,
    rest: &Lp<Column, Constraint>,
    taken: &dyn Fn(Column) -> f64,
) -> Option<Lp<Column, Constraint>> {
    let mut held = rest.clone();
    let free = model
        .option_ids()
        .map(|option| (option, Column::Taken { option }));
    let free: Vec<(OptionId, Column, ColumnId)> = free
        .filter_map(|(option, key)| Some((option, key, rest.column(&key)?)))
        .collect();
    for (option, key, column) in free {
        let mut value = taken(key);
        if model.option(option).whole {
            if (value - value.round()).abs() > WHOLE {
                return None;
            }
            value = value.round();
        }
        let (lower, upper) = (
            rest.columns()[column.0].lower,
            rest.columns()[column.0].upper,
        );
        let value = value.clamp(lower, upper);
        held.set_column_range(column, value, value);
    }
    Some(held)
}
