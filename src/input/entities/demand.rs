//! Where racks serve and who gets them: sites, services, buyers.

use super::{LIKE_DOLLARS, NAME, NOTE, QUANTITY, shape};
use crate::input::schema::{Domain, Field, Noun, Shape};

const MARGIN_LINE: Field = Field::series("", "Money per unit-quarter.");

pub(super) static SITE: Shape = shape(
    "A site with power: your own cloud, or a customer's building.",
    &[
        NAME,
        NOTE,
        Field::series("power_mw", "MW for racks in use.").addable(),
        Field::series("pue", "Power usage effectiveness.").plausible(1.0, 3.0),
        Field::series("energy_price", "Money per kWh.").plausible_in(0.0, 1.0, LIKE_DOLLARS),
        Field::references(
            "racks",
            Noun::Rack,
            "What may be installed here; default: all.",
        ),
        Field::entities("fleet", Noun::Rack, &FLEET, "The opening fleet."),
    ],
);

static FLEET: Shape = shape(
    "The opening fleet of one rack at a site.",
    &[
        NAME,
        NOTE,
        Field::series("installed", "Racks of the opening fleet still there.").addable(),
    ],
);

pub(super) static SERVICE: Shape = Shape {
    doc: "A cloud service sold by the unit-quarter.",
    fields: &[
        NAME,
        NOTE,
        Field::text("unit", "What is sold, such as chip-quarter.").optional(),
        Field::map(
            "racks",
            Some(Noun::Rack),
            &QUANTITY,
            "Units that one rack serves in a quarter.",
        )
        .required(),
        Field::references("sites", Noun::Site, "Where it runs; default: all."),
        Field::series("price", "Money per unit-quarter."),
        Field::series("variable_cost", "Money per unit-quarter.").or(0.0),
        Field::map(
            "attach",
            None,
            &MARGIN_LINE,
            "Margin per unit-quarter of everything sold around it.",
        ),
        Field::series(
            "demand",
            "Most units that can be sold, the contracted part included.",
        )
        .addable(),
        Field::contracted(
            "committed",
            "Units contracted; 0 in the tail unless given there.",
        )
        .or(0.0)
        .addable(),
        Field::series(
            "shortfall_penalty",
            "Money per committed unit-quarter not served; required with committed unless firm.",
        )
        .optional(),
        Field::flag("firm", "True: no shortfall."),
        Field::number(
            "max_wait_quarters",
            Domain::Count,
            "The level committed at t is served from t + this at the latest.",
        )
        .optional(),
        Field::past(
            "committed_before",
            "Levels committed in the last quarters before the start, the oldest first, at most max_wait_quarters: who waits since then.",
        ),
    ],
    against_firm: &["shortfall_penalty"],
};

pub(super) static BUYER: Shape = Shape {
    doc: "An outside buyer.",
    fields: &[
        NAME,
        NOTE,
        Field::series("orders", "Order units contracted, due that quarter.").or(0.0).addable(),
        Field::series("upside", "Order units that may be sold on top, in that quarter only.").or(0.0).addable(),
        Field::flag("firm", "True: orders are delivered in the quarter they are due."),
        Field::series("late_penalty", "Money per order unit and quarter late.").or(0.0),
        Field::number("cancel_after", Domain::Count, "At most this many quarters late, then lost; default: never lost.").optional(),
        Field::series("cancel_penalty", "Money per order unit lost, or open at the end of the horizon; required with cancel_after.").optional(),
        Field::table("backlog", &BACKLOG, "Orders that were due before the start.").always(),
        Field::map("displaces", Some(Noun::Service), &QUANTITY, "Service units a quarter that each order unit delivered releases.").optional(),
        Field::number("displaces_quarters", Domain::Count, "For how many quarters, from that of delivery; required with displaces.").optional(),
        Field::past("delivered_before", "Order units delivered in the last quarters before the start, the oldest first, at most displaces_quarters - 1: what still displaces."),
        Field::entities("buys", Noun::Item, &BUYS, "Items it buys; several are substitutes."),
    ],
    against_firm: &["late_penalty", "cancel_after", "cancel_penalty"],
};

static BACKLOG: Shape = shape(
    "Orders that were due before the start.",
    &[
        Field::number(
            "open",
            Domain::NonNegative,
            "Order units open at the start.",
        )
        .or(0.0),
        Field::past(
            "due",
            "Orders by quarter in which they were due, the oldest first, at most cancel_after - 1: how old the open ones can be.",
        ),
    ],
);

static BUYS: Shape = shape(
    "One item that a buyer buys.",
    &[
        NAME,
        NOTE,
        Field::series("price", "Money per unit at delivery."),
        Field::series("delivery_cost", "Money per unit.").or(0.0),
        Field::number(
            "order_units",
            Domain::Positive,
            "Order units that one of these fills.",
        )
        .or(1.0),
        Field::table(
            "support",
            &SUPPORT,
            "Margin in the quarters after delivery.",
        ),
        Field::discounts(
            "volume_discount",
            "Units beyond `from` in a quarter sell at the discount.",
        ),
    ],
);

static SUPPORT: Shape = shape(
    "Margin after delivery; all counted, discounted.",
    &[
        Field::number("margin", Domain::NonNegative, "Money per unit and quarter."),
        Field::number("quarters", Domain::CountFromOne, "How many quarters."),
    ],
);
