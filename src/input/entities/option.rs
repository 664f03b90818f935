//! What is taken whole or left: an agreement, a hall, a reserved line.

use super::{NAME, NOTE, shape};
use crate::input::schema::Shape;
use crate::input::schema::{Domain, Field, Noun, Presence};

pub(super) static OPTION: Shape = shape(
    "What cannot be had by halves: what it adds if taken, and its cash.",
    &[
        NAME,
        NOTE,
        Field::additions(
            "adds",
            "What taking it once adds: a list such as `site.aws.power_mw@2028Q3.. += 120`; negative amounts take away.",
        ),
        Field::signed(
            "cash",
            "Money a quarter if taken once, from `decided` on, tail included: positive received, negative paid.",
        )
        .or(0.0),
        Field::number("at_most", Domain::CountFromOne, "How often it can be taken.").or(1.0),
        Field::quarter(
            "decided",
            "The quarter of the horizon in which it is decided; default: its start.",
        )
        .with(Presence::Start),
        Field::references(
            "requires",
            Noun::Option,
            "Only together with each of these, taken at least once.",
        ),
        Field::references(
            "excludes",
            Noun::Option,
            "Never together with one of these; each, and this one, taken at most once.",
        ),
        Field::flag(
            "whole",
            "False: any share from 0 to `at_most` can be taken.",
        )
        .with(Presence::True),
        Field::taken(
            "taken",
            "How often it is taken, where that is decided: 0 is declined; `free` is to be decided.",
        ),
    ],
);
