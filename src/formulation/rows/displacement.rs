//! Order units that still displace rentals.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::Buyer;

/// `Displacement[b,t]: D[b,t] = D[b,t-1] + xo[b,t] + xu[b,t] - xo[b,t-n] - xu[b,t-n]`, horizon and tail,
/// with n `displaces_quarters`, for buyers who displace something; what was delivered before the start is `delivered_before`,
/// which `D[b,-1]` sums
///
/// So `D[b,t]` is what was delivered in quarters t-n+1 to t.
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for buyer in model.buyer_ids() {
        let entity = model.buyer(buyer);
        let quarters = entity.displaces_quarters;
        for t in 0..draft.periods {
            // Where nothing displaces any more, what did has left by its own rows.
            if !draft.has(Column::Displacing { buyer, t }) {
                continue;
            }
            let delivered = |t: usize, sign: f64| {
                [
                    (Column::OrderDelivery { buyer, t }, sign),
                    (Column::UpsideDelivery { buyer, t }, sign),
                ]
            };
            let before = t.checked_sub(1);
            let terms = [(Column::Displacing { buyer, t }, 1.0)]
                .into_iter()
                .chain(before.map(|t| (Column::Displacing { buyer, t }, -1.0)))
                .chain(delivered(t, -1.0))
                .chain(
                    t.checked_sub(quarters)
                        .into_iter()
                        .flat_map(|t| delivered(t, 1.0)),
                );
            let past: f64 = of_past(entity, t)
                .map(|(before, sign)| sign * summable(entity, before))
                .sum();
            draft.equal(Constraint::Displacement { buyer, t }, past, terms);
        }
    }
}

/// Returns which quarters before the start a row counts, with its sign: in the first quarter all that still displace, later
/// the one that displaces no more.
pub(in crate::formulation) fn of_past(
    buyer: &Buyer,
    t: usize,
) -> impl Iterator<Item = (usize, f64)> + use<> {
    let quarters = buyer.displaces_quarters;
    let counted = if t == 0 { 1..quarters.max(1) } else { 0..0 };
    let leaving = quarters
        .checked_sub(t)
        .filter(|&before| t > 0 && before > 0);
    counted
        .map(|before| (before, 1.0))
        .chain(leaving.map(|before| (before, -1.0)))
}

/// Binary places that order units delivered before the start keep, of their sum: fewer than the 53 of a number by more than
/// their count can take, so that sums of them are exact.
const PLACES: i32 = 40;

/// Returns the order units delivered so many quarters before the start, to a part in 10^12 of all that still displace.
///
/// What is there in the first quarter leaves in later ones. If it were not exactly what was there, `D` would end below 0 by
/// a rounding, and there would be no plan: 0.3 less 0.1 less 0.2 is not 0 in binary.
fn summable(buyer: &Buyer, before: usize) -> f64 {
    let all = buyer.delivered_before.sum(buyer.displaces_quarters);
    let units = buyer.delivered_before.before(before).unwrap_or(0.0);
    if all <= 0.0 {
        return units;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "exponents of numbers are few"
    )]
    let exponent = all.log2().floor() as i32;
    let unit = 2.0_f64.powi(exponent - PLACES);
    (units / unit).round() * unit
}
