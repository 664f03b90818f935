//! Every table and field of the model file: what may be written, what is required, what holds by default.

use super::schema::{Domain, Field, Noun, Presence, Shape};

const NAME: Field = Field::text("name", "Shown in reports in place of the id.").optional();
const NOTE: Field = Field::text("note", "Any remark.").optional();

const QUANTITY: Field = Field::number("", Domain::NonNegative, "How many for one.");
const MARGIN_LINE: Field = Field::series("", "Money per unit-quarter.");

const fn shape(doc: &'static str, fields: &'static [Field]) -> Shape {
    Shape {
        doc,
        fields,
        against_firm: &[],
    }
}

/// The whole model file.
pub(super) static ROOT: Shape = shape(
    "A planning problem of waferline: supply and demand of AI accelerators by quarter.",
    &[
        Field::text("$schema", "Where the JSON Schema of this file is.").optional(),
        Field::table("model", &MODEL, "What the model is called and counts in.").always(),
        Field::table("horizon", &HORIZON, "The quarters.").always(),
        Field::entities(
            "foundry",
            Noun::Foundry,
            &FOUNDRY,
            "Process nodes at suppliers of wafers.",
        ),
        Field::entities("die", Noun::Die, &DIE, "Dies."),
        Field::entities(
            "component",
            Noun::Component,
            &COMPONENT,
            "Bought components such as HBM.",
        ),
        Field::entities(
            "process",
            Noun::Process,
            &PROCESS,
            "Packaging, test, assembly: capacity shared by what is made.",
        ),
        Field::entities("chip", Noun::Chip, &CHIP, "Packaged chips."),
        Field::entities(
            "rack",
            Noun::Rack,
            &RACK,
            "Racks or UltraServers, the units deployed or sold.",
        ),
        Field::entities("site", Noun::Site, &SITE, "Where racks are installed."),
        Field::entities(
            "service",
            Noun::Service,
            &SERVICE,
            "What is rented out on installed racks.",
        ),
        Field::entities("buyer", Noun::Buyer, &BUYER, "Outside buyers."),
        Field::table("policy", &POLICY, "Rules over the whole plan.").always(),
        Field::entities("scenario", Noun::Scenario, &SCENARIO, "Named changes."),
    ],
);

static MODEL: Shape = shape(
    "What the model is called and counts in.",
    &[
        Field::text("name", "Title.").optional(),
        Field::text("currency", "The currency of every amount, such as USD."),
    ],
);

static HORIZON: Shape = shape(
    "The quarters in which decisions are made, and the tail in which the installed fleet goes on serving.",
    &[
        Field::quarter("start", "First quarter."),
        Field::number("quarters", Domain::CountFromOne, "How many quarters have decisions."),
        Field::number("tail_quarters", Domain::Count, "How many quarters follow without making or selling; default: the longest life or support in the file, less one.").optional(),
        Field::number("discount_rate", Domain::NonNegative, "Per year; money is valued at the start of the first quarter.").or(0.0),
    ],
);

static FOUNDRY: Shape = shape(
    "A process node at a supplier.",
    &[
        NAME,
        NOTE,
        Field::series("capacity", "Wafer starts a quarter."),
        Field::series("wafer_price", "Money per wafer started."),
        Field::number(
            "lead_quarters",
            Domain::Count,
            "Quarters from wafer start to known-good die.",
        )
        .or(0.0),
        Field::series("commitment", "Wafers a quarter reserved.").or(0.0),
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
        Field::series("premium", "Share of the wafer price, on top."),
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
        ),
        Field::series(
            "premium",
            "Share of the wafer price, on top, for each start beyond capacity.",
        )
        .or(0.0),
    ],
);

static DIE: Shape = shape(
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

static COMPONENT: Shape = shape(
    "A bought component.",
    &[
        NAME,
        NOTE,
        Field::series("supply", "Most that can be bought a quarter."),
        Field::series("price", "Money per unit."),
        STOCK_FIELD,
    ],
);

static PROCESS: Shape = shape(
    "A shared process.",
    &[
        NAME,
        NOTE,
        Field::series("capacity", "Units of work a quarter."),
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
        ),
        Field::series(
            "cost",
            "Money per unit of work done there, at least the process's cost.",
        ),
    ],
);

static CHIP: Shape = shape(
    "A packaged chip; made from nothing, it is not made.",
    &[
        NAME,
        NOTE,
        Field::map("dies", Some(Noun::Die), &QUANTITY, "Dies per chip started."),
        COMPONENTS,
        PROCESSES,
        Field::share("yield", "Good chips per chip started.").or(1.0),
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

static RACK: Shape = shape(
    "A rack; made from nothing, it is not made.",
    &[
        NAME,
        NOTE,
        Field::map("chips", Some(Noun::Chip), &QUANTITY, "Chips per rack started."),
        COMPONENTS,
        PROCESSES,
        Field::series("cost", "Other money per rack started.").or(0.0),
        Field::number("lead_quarters", Domain::Count, "Quarters from start to rack.").or(0.0),
        Field::number("power_kw", Domain::NonNegative, "Power in use, kW before PUE; required if a service or a fleet uses it.").optional(),
        Field::number("life_quarters", Domain::CountFromOne, "Quarters it serves, the one it is installed in included; required if a service or a fleet uses it.").optional(),
        Field::series("operating_cost", "Money per rack in use and quarter.").or(0.0),
        Field::series("transfer_price", "Values own use in the standalone run rate; not in the objective.").optional(),
        STOCK_FIELD,
    ],
);

const COMPONENTS: Field = Field::map(
    "components",
    Some(Noun::Component),
    &QUANTITY,
    "Components per unit started.",
);
const PROCESSES: Field = Field::map(
    "processes",
    Some(Noun::Process),
    &QUANTITY,
    "Units of work per unit started.",
);
const STOCK_FIELD: Field = Field::table(
    "stock",
    &STOCK,
    "How it is stocked; without limit and free by default.",
)
.always();

static STOCK: Shape = shape(
    "How an item is stocked.",
    &[
        Field::number("opening", Domain::NonNegative, "Units at the start.").or(0.0),
        Field::series("receipts", "Units arriving whatever is decided.").or(0.0),
        Field::series("max", "Most units at a quarter's end; default: no limit.").unlimited(),
        Field::number(
            "closing_min",
            Domain::NonNegative,
            "Least good units in stock and in process at the end of the horizon.",
        )
        .or(0.0),
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

static SITE: Shape = shape(
    "A site with power: the own cloud, or a customer's building.",
    &[
        NAME,
        NOTE,
        Field::series("power_mw", "MW for racks in use."),
        Field::series("pue", "Power usage effectiveness."),
        Field::series("energy_price", "Money per kWh."),
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
        Field::series("installed", "Racks of the opening fleet still there."),
    ],
);

static SERVICE: Shape = Shape {
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
            "Margin per unit-quarter of what is sold around it.",
        ),
        Field::series(
            "demand",
            "Most units that can be sold, the contracted part included.",
        ),
        Field::contracted(
            "committed",
            "Units contracted; 0 in the tail unless given there.",
        )
        .or(0.0),
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
    ],
    against_firm: &["shortfall_penalty"],
};

static BUYER: Shape = Shape {
    doc: "An outside buyer.",
    fields: &[
        NAME,
        NOTE,
        Field::series("orders", "Order units contracted, due that quarter.").or(0.0),
        Field::series("upside", "Order units that may be sold on top, in that quarter only.").or(0.0),
        Field::flag("firm", "True: orders are delivered in the quarter they are due."),
        Field::series("late_penalty", "Money per order unit and quarter late.").or(0.0),
        Field::number("cancel_after", Domain::Count, "At most this many quarters late, then lost; default: never lost.").optional(),
        Field::series("cancel_penalty", "Money per order unit lost, or open at the end of the horizon; required with cancel_after.").optional(),
        Field::map("displaces", Some(Noun::Service), &QUANTITY, "Service units a quarter that each order unit delivered releases.").optional(),
        Field::number("displaces_quarters", Domain::Count, "For how many quarters, from that of delivery; required with displaces.").optional(),
        Field::entities("buys", Noun::Item, &BUYS, "Items it buys; several are substitutes."),
    ],
    against_firm: &["late_penalty", "cancel_after", "cancel_penalty"],
};

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

static POLICY: Shape = shape(
    "Rules over the whole plan.",
    &[
        Field::share(
            "external_share_max",
            "Greatest share sold of the chips placed in a quarter; default: no limit.",
        )
        .unlimited(),
        Field::series(
            "budget",
            "Most supply spending a quarter, undiscounted; default: no limit.",
        )
        .unlimited(),
        Field::flag(
            "service_first",
            "True: first the least shortfall, valued at its penalties, then the most margin.",
        ),
    ],
);

static SCENARIO: Shape = shape(
    "Named changes of the model.",
    &[
        NAME,
        NOTE,
        Field::text("description", "What it stands for.").optional(),
        Field::assignments(
            "set",
            "Assignments such as `component.hbm.price += 60`, applied from top to bottom.",
        ),
    ],
);
