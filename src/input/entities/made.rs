//! What is made: chips and racks; and how any item is stocked.

use super::{NAME, NOTE, PART, shape};
use crate::input::schema::{Domain, Field, Noun, Shape};

pub(super) static CHIP: Shape = shape(
    "A packaged chip; made from nothing, it is not made.",
    &[
        NAME,
        NOTE,
        Field::map("dies", Some(Noun::Die), &PART, "Dies per chip started."),
        COMPONENTS,
        PROCESSES,
        Field::share("yield", "Good chips per chip started.")
            .or(1.0)
            .plausible(0.05, 1.0),
        Field::number(
            "lead_quarters",
            Domain::Count,
            "Quarters from start to good chip.",
        )
        .or(0.0),
        Field::series("cost", "Other money per chip started.").or(0.0),
        STOCK_FIELD,
    ],
);

pub(super) static RACK: Shape = shape(
    "A rack; made from nothing, it is not made.",
    &[
        NAME,
        NOTE,
        Field::map("chips", Some(Noun::Chip), &PART, "Chips per rack started."),
        COMPONENTS,
        PROCESSES,
        Field::series("cost", "Other money per rack started.").or(0.0),
        Field::number("lead_quarters", Domain::Count, "Quarters from start to rack.").or(0.0),
        Field::number("power_kw", Domain::NonNegative, "Power in use, kW before PUE; required if a service or a fleet uses it.").optional().plausible(0.1, 1000.0),
        Field::number("life_quarters", Domain::CountFromOne, "Quarters it serves, the one it is installed in included; required if a service or a fleet uses it.").optional(),
        Field::series("operating_cost", "Money per rack in use and quarter.").or(0.0),
        Field::series("transfer_price", "Values own use in the standalone run rate; not in the objective.").optional(),
        STOCK_FIELD,
    ],
);

const COMPONENTS: Field = Field::map(
    "components",
    Some(Noun::Component),
    &PART,
    "Components per unit started.",
);
const PROCESSES: Field = Field::map(
    "processes",
    Some(Noun::Process),
    &PART,
    "Units of work per unit started.",
);

pub(super) const STOCK_FIELD: Field = Field::table(
    "stock",
    &STOCK,
    "How it is stocked; without limit and free by default.",
)
.always();

static STOCK: Shape = shape(
    "How an item is stocked.",
    &[
        Field::number("opening", Domain::NonNegative, "Units at the start.")
            .or(0.0)
            .addable(),
        Field::series("receipts", "Units that arrive regardless of the plan.")
            .or(0.0)
            .addable(),
        Field::arriving(
            "in_process",
            "Good units in process at the start that arrive after the horizon, by quarter of arrival.",
        )
        .or(0.0),
        Field::series("max", "Most units at a quarter's end; default: no limit.")
            .unlimited()
            .addable(),
        Field::number(
            "closing_min",
            Domain::NonNegative,
            "Least good units in stock and in process at the end of the horizon.",
        )
        .or(0.0)
        .addable(),
        Field::series(
            "holding_cost",
            "Money per unit in stock at a quarter's end.",
        )
        .or(0.0),
        Field::number(
            "salvage_value",
            Domain::NonNegative,
            "Money per unit in stock or in process at the end of the horizon.",
        )
        .or(0.0),
    ],
);
