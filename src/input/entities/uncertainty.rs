//! What is not known for sure, and how likely which value is.

use super::{KNOWN_FROM, NAME, NOTE, shape};
use crate::input::schema::{Domain, Field, Shape};

const LOW: Field = Field::number("low", Domain::Any, "Least value.");
const HIGH: Field = Field::number("high", Domain::Any, "Greatest value.");
const MIN: Field = Field::number("min", Domain::Any, "Draws below count as this.").optional();
const MAX: Field = Field::number("max", Domain::Any, "Draws above count as this.").optional();

/// The distributions, of which an entry has one.
pub(in crate::input) const DISTRIBUTIONS: [&str; 5] =
    ["uniform", "triangular", "normal", "lognormal", "discrete"];

pub(super) static UNCERTAINTY: Shape = shape(
    "Numbers that are not known for sure; `waferline sweep --sample` draws from them, plans do not.",
    &[
        NAME,
        NOTE,
        Field::text("description", "What it stands for.").optional(),
        Field::changes(
            "vary",
            "What a draw changes, as assignments without a value: `component.hbm.price *=`; all by the same draw.",
        ),
        KNOWN_FROM,
        Field::table("uniform", &UNIFORM, "Every value of a range alike."),
        Field::table(
            "triangular",
            &TRIANGULAR,
            "Rising to the likeliest value and falling after it.",
        ),
        Field::table("normal", &NORMAL, "The bell curve."),
        Field::table("lognormal", &LOGNORMAL, "The bell curve of the logarithm."),
        Field::table("discrete", &DISCRETE, "One of a few values."),
    ],
);

static UNIFORM: Shape = shape("Every value of a range alike.", &[LOW, HIGH]);

static TRIANGULAR: Shape = shape(
    "Rising to the likeliest value and falling after it.",
    &[
        LOW,
        Field::number("mode", Domain::Any, "Likeliest value."),
        HIGH,
    ],
);

static NORMAL: Shape = shape(
    "The bell curve.",
    &[
        Field::number("mean", Domain::Any, "Mean."),
        Field::number("sd", Domain::NonNegative, "Standard deviation."),
        MIN,
        MAX,
    ],
);

static LOGNORMAL: Shape = shape(
    "The bell curve of the logarithm: factors up are as likely as the same factors down.",
    &[
        Field::number("median", Domain::Positive, "Half of all draws are below."),
        Field::number(
            "sigma",
            Domain::NonNegative,
            "Standard deviation of the natural logarithm: 0.2 is about 20% up or down.",
        ),
        MIN,
        MAX,
    ],
);

static DISCRETE: Shape = shape(
    "One of a few values.",
    &[
        Field::numbers("values", Domain::Any, "The values.").required(),
        Field::numbers(
            "weights",
            Domain::NonNegative,
            "How likely each is, in any unit; default: all alike.",
        ),
    ],
);
