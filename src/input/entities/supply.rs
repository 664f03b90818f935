//! What is bought and where it is worked: foundries, dies, components, processes.

use super::made::STOCK_FIELD;
use super::{NAME, NOTE, shape};
use crate::input::schema::{Domain, Field, Noun, Presence, Shape};

pub(super) static FOUNDRY: Shape = shape(
    "A process node at a supplier.",
    &[
        NAME,
        NOTE,
        Field::series("capacity", "Wafer starts a quarter.").addable(),
        Field::series("wafer_price", "Money per wafer started."),
        Field::number(
            "lead_quarters",
            Domain::Count,
            "Quarters from wafer start to known-good die.",
        )
        .or(0.0),
        Field::series("commitment", "Wafers a quarter reserved.")
            .or(0.0)
            .addable(),
        Field::share(
            "take_or_pay",
            "Share of the price owed for reserved wafers not started.",
        )
        .or(0.0),
        Field::table("hot_lot", &HOT_LOT, "Faster starts at a premium."),
        Field::entities(
            "expansion",
            Noun::Expansion,
            &FOUNDRY_EXPANSION,
            "Extra capacity at a premium.",
        ),
    ],
);

static HOT_LOT: Shape = shape(
    "Starts that arrive sooner: inside capacity, they count towards the commitment and yield as any wafer.",
    &[
        Field::rate("premium", "Share of the wafer price, on top."),
        Field::number(
            "quarters_saved",
            Domain::Count,
            "Quarters saved, at most the lead.",
        ),
        Field::share(
            "max_share",
            "Share of the starts of that foundry and quarter.",
        ),
    ],
);

static FOUNDRY_EXPANSION: Shape = shape(
    "Extra capacity of a foundry.",
    &[
        NAME,
        NOTE,
        Field::series(
            "capacity",
            "Wafer starts a quarter beyond the foundry's capacity.",
        )
        .addable(),
        Field::rate(
            "premium",
            "Share of the wafer price, on top, for each start beyond capacity.",
        )
        .or(0.0),
    ],
);

pub(super) static DIE: Shape = shape(
    "A die design: either `good_dies_per_wafer`, or both `geometry` and `yield`.",
    &[
        NAME,
        NOTE,
        Field::reference("foundry", Noun::Foundry, "Where its wafers are started."),
        Field::quarter(
            "available_from",
            "First quarter wafers may start; after the horizon: never.",
        )
        .with(Presence::Start),
        Field::series(
            "good_dies_per_wafer",
            "Good dies per wafer, at the quarter of starting.",
        )
        .optional(),
        Field::table("geometry", &GEOMETRY, "Size of die and wafer."),
        Field::table("yield", &YIELD, "Yield model."),
        STOCK_FIELD,
    ],
);

static GEOMETRY: Shape = shape(
    "Size of die and wafer; gross dies = pi d^2/(4S) - pi d/sqrt(2S).",
    &[
        Field::number("width_mm", Domain::Positive, "Width of the die, mm."),
        Field::number("height_mm", Domain::Positive, "Height of the die, mm."),
        Field::number("wafer_mm", Domain::Positive, "Diameter of the wafer, mm.").or(300.0),
        Field::number(
            "edge_exclusion_mm",
            Domain::NonNegative,
            "Unusable edge of the wafer, mm.",
        )
        .or(0.0),
        Field::number(
            "scribe_mm",
            Domain::NonNegative,
            "Scribe line added to width and height, mm.",
        )
        .or(0.0),
    ],
);

static YIELD: Shape = shape(
    "Yield model, with x = defects per die.",
    &[
        Field::text(
            "model",
            "poisson, murphy, seeds, negative-binomial or bose-einstein.",
        ),
        Field::series("defects_per_cm2", "Defects per square centimeter."),
        Field::number(
            "clustering",
            Domain::Positive,
            "Clustering of the negative-binomial model.",
        )
        .optional(),
        Field::number(
            "layers",
            Domain::Positive,
            "Layers of the bose-einstein model.",
        )
        .optional(),
        Field::number(
            "salvage",
            Domain::Share,
            "Share of bad dies that are good enough after all.",
        )
        .or(0.0),
    ],
);

pub(super) static COMPONENT: Shape = shape(
    "A bought component.",
    &[
        NAME,
        NOTE,
        Field::series("supply", "Most that can be bought a quarter.").addable(),
        Field::series("price", "Money per unit."),
        STOCK_FIELD,
    ],
);

pub(super) static PROCESS: Shape = shape(
    "A shared process.",
    &[
        NAME,
        NOTE,
        Field::series("capacity", "Units of work a quarter.").addable(),
        Field::series("cost", "Money per unit of work.").or(0.0),
        Field::entities(
            "expansion",
            Noun::Expansion,
            &PROCESS_EXPANSION,
            "Extra capacity at its own cost.",
        ),
    ],
);

static PROCESS_EXPANSION: Shape = shape(
    "Extra capacity of a process.",
    &[
        NAME,
        NOTE,
        Field::series(
            "capacity",
            "Units of work a quarter beyond the process's capacity.",
        )
        .addable(),
        Field::series(
            "cost",
            "Money per unit of work done there, at least the process's cost.",
        ),
    ],
);
