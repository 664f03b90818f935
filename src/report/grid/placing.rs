//! Who gets what: installed, sold, pegged, served.

use crate::plan::{Destination, Plan};

use super::{Grid, at, by_quarter, grid};

pub fn installed(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.installed, |it, t, quarter| {
        Some((quarter, &it.rack, &it.site, at(&it.racks, t)?))
    });
    grid("installed", &["quarter", "rack", "site", "racks"], rows)
}

pub fn sold(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.sold, |it, t, quarter| {
        let net_price = it.net_price.get(t).copied().flatten();
        Some((quarter, &it.buyer, &it.item, at(&it.units, t)?, net_price))
    });
    grid(
        "sold",
        &["quarter", "buyer", "item", "units", "net_price"],
        rows,
    )
}

/// Returns the destination's kind and the site's or buyer's id.
fn destination(destination: &Destination) -> (&'static str, &str) {
    match destination {
        Destination::OwnService(site) => ("own-service", site),
        Destination::Buyer(buyer) => ("buyer", buyer),
        Destination::ClosingStock => ("closing-stock", ""),
        Destination::InProcess => ("in-process", ""),
        Destination::Scrap => ("scrap", ""),
    }
}

pub fn wafers(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.wafers, |it, t, quarter| {
        let (kind, id) = destination(&it.destination);
        Some((quarter, &it.die, kind, id, at(&it.wafers, t)?))
    });
    let headings = ["quarter", "die", "destination", "destination_id", "wafers"];
    grid("wafers-by-destination", &headings, rows)
}

pub(crate) fn opening_stock(plan: &Plan) -> Grid {
    let rows = plan.given.iter().map(|it| {
        let (kind, id) = destination(&it.destination);
        (&it.item, kind, id, it.opening)
    });
    let headings = ["item", "destination", "destination_id", "units"];
    grid("opening-stock-by-destination", &headings, rows)
}

pub fn receipts(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.given, |it, t, quarter| {
        let (kind, id) = destination(&it.destination);
        Some((quarter, &it.item, kind, id, at(&it.receipts, t)?))
    });
    let headings = ["quarter", "item", "destination", "destination_id", "units"];
    grid("receipts-by-destination", &headings, rows)
}

pub fn fleet(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.fleet, |it, t, quarter| {
        Some((quarter, &it.rack, &it.site, at(&it.standing, t)?))
    });
    grid("fleet", &["quarter", "rack", "site", "standing"], rows)
}

pub(crate) fn fleet_in_use(plan: &Plan) -> Grid {
    let rows = plan.fleet.iter().flat_map(|fleet| {
        by_quarter(plan, &fleet.in_use, |it, t, quarter| {
            Some((
                quarter,
                &fleet.rack,
                &fleet.site,
                &it.service,
                at(&it.racks, t)?,
            ))
        })
    });
    grid(
        "fleet-in-use",
        &["quarter", "rack", "site", "service", "racks"],
        rows,
    )
}

pub fn power(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.power, |it, t, quarter| {
        Some((quarter, &it.site, at(&it.used_mw, t)?, at(&it.limit_mw, t)?))
    });
    grid("power", &["quarter", "site", "used_mw", "limit_mw"], rows)
}

pub fn services(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.services, |it, t, quarter| {
        let (asked, committed, displaced) = (
            at(&it.asked, t)?,
            at(&it.committed, t)?,
            at(&it.displaced, t)?,
        );
        let (served, short, waiting) = (at(&it.served, t)?, at(&it.short, t)?, at(&it.waiting, t)?);
        Some((
            quarter,
            &it.service,
            asked,
            committed,
            displaced,
            served,
            short,
            waiting,
        ))
    });
    let headings = [
        "quarter",
        "service",
        "asked",
        "committed",
        "displaced",
        "served",
        "short",
        "waiting",
    ];
    grid("services", &headings, rows)
}

pub fn orders(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.orders, |it, t, quarter| {
        let (due, delivered, late) = (at(&it.due, t)?, at(&it.delivered, t)?, at(&it.late, t)?);
        let (lost, upside, sold) = (
            at(&it.lost, t)?,
            at(&it.upside, t)?,
            at(&it.upside_sold, t)?,
        );
        // Open at the quarter's start: what was late at the end of the one before.
        let open = match t.checked_sub(1) {
            Some(before) => at(&it.late, before)?,
            None => it.open_before,
        };
        Some((
            quarter, &it.buyer, open, due, delivered, late, lost, upside, sold,
        ))
    });
    let headings = [
        "quarter",
        "buyer",
        "open_before",
        "due",
        "delivered",
        "late",
        "lost",
        "upside",
        "upside_sold",
    ];
    grid("orders", &headings, rows)
}
