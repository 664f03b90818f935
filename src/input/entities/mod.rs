//! Every table and field of the model file: what may be written, what is required, what holds by default.

mod demand;
mod made;
mod option;
mod supply;
mod uncertainty;

use super::schema::{Domain, Field, Noun, Shape};
use demand::{BUYER, SERVICE, SITE};
use made::{CHIP, RACK};
use option::OPTION;
use supply::{COMPONENT, DIE, FOUNDRY, PROCESS};
use uncertainty::UNCERTAINTY;

pub(super) use uncertainty::DISTRIBUTIONS;

const NAME: Field = Field::text("name", "Shown in reports in place of the id.").optional();
const KNOWN_FROM: Field = Field::quarter(
    "known_from",
    "The first quarter decided knowing it, of horizon or tail, for plans that hedge.",
)
.optional();
const NOTE: Field = Field::text("note", "Any remark.").optional();

const QUANTITY: Field = Field::number("", Domain::NonNegative, "How many for one.");
/// Of a recipe: what needs none of it does not name it.
const PART: Field = Field::number("", Domain::Positive, "How many for one.");

/// Currencies whose unit buys about as much energy as a dollar.
const LIKE_DOLLARS: &[&str] = &["USD", "EUR", "GBP", "CHF"];

const fn shape(doc: &'static str, fields: &'static [Field]) -> Shape {
    Shape {
        doc,
        fields,
        against_firm: &[],
    }
}

/// The whole model file.
pub(in crate::input) static ROOT: Shape = shape(
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
        Field::entities(
            "option",
            Noun::Option,
            &OPTION,
            "What is taken whole or left.",
        ),
        Field::table("policy", &POLICY, "Rules over the whole plan.").always(),
        Field::entities("scenario", Noun::Scenario, &SCENARIO, "Named changes."),
        Field::entities(
            "uncertainty",
            Noun::Uncertainty,
            &UNCERTAINTY,
            "What is not known for sure, for sweeps.",
        ),
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
        Field::number("discount_rate", Domain::Rate, "Per year; money is valued at the start of the first quarter.").or(0.0).plausible(0.0, 0.5),
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
        .unlimited()
        .addable(),
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
        Field::number(
            "probability",
            Domain::Probability,
            "How likely it is, for plans that hedge: above 0. Scenarios with one exclude each other; what is missing to 1 is the model as it is, called `base`.",
        )
        .optional(),
        KNOWN_FROM,
        Field::assignments(
            "set",
            "Assignments such as `component.hbm.price += 60`, applied from top to bottom.",
        ),
    ],
);
