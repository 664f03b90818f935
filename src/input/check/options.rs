//! What options add and cost: when they are decided, and that every selection keeps what is promised possible.

use std::collections::HashMap;

use super::super::additions::{before_decided, decided};
use super::super::document::{Entity, Table};
use super::super::node::Path;
use super::super::rounded;
use super::added::{By, times};
use super::{Check, at, written};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The code of what no option can add to.
pub(in crate::input) const CANNOT_ADD: &str = "option-cannot-add";

impl Check<'_> {
    /// An option is decided in a quarter of the horizon, and has no cash that is dated before it.
    pub(super) fn decisions(&mut self) {
        let mut found = Vec::new();
        let horizon = self.horizon();
        self.each("option", |path, option| {
            let Some(quarter) = option.quarter("decided") else {
                return;
            };
            let t = self.calendar.horizon.index(quarter);
            if !horizon.is_empty() && t.is_none_or(|t| !horizon.contains(&t)) {
                let message = format!("`{path}.decided`: {quarter} is outside the horizon");
                found.push(at(
                    Diagnostic::error("outside-horizon", message).with_help(format!(
                        "decisions are made from {} to {}",
                        self.quarter(horizon.start),
                        self.quarter(horizon.end - 1)
                    )),
                    [
                        (option.span_of("decided"), ""),
                        (self.calendar.span, "the horizon"),
                    ],
                ));
                return;
            }
            let Some(cash) = option.series("cash") else {
                return;
            };
            // A constant or a formula begins with the decision; what names an earlier quarter contradicts it. Nothing in an
            // earlier quarter is no cash, so a list may have zeros there.
            let mut before = 0..decided(self.calendar, option);
            let dated = |t: &usize| cash.values()[*t] != 0.0 && cash.origin(*t).is_dated;
            if let Some(t) = before.find(dated) {
                let message = format!(
                    "`{path}.cash@{}` is before `{path}` is decided in {quarter}",
                    self.quarter(t)
                );
                found.push(before_decided(message, cash.origin(t).span, option));
            }
        });
        self.found.extend(found);
    }

    /// Which shortfall is least is asked before what is worth taking: with both, an option would be taken at any price.
    pub(super) fn options_with_service_first(&mut self) {
        let policy = self.root.table("policy");
        let Some(policy) = policy.filter(|policy| policy.flag("service_first")) else {
            return;
        };
        for option in self.root.entities("option") {
            if option.table.text("taken").is_none() {
                continue;
            }
            let message = format!(
                "`policy.service_first` cannot be asked while `option.{}` is not decided",
                option.id
            );
            self.found.push(at(
                Diagnostic::error("option-with-service-first", message)
                    .with_help("say how often the option is `taken`, or leave `service_first` out"),
                [
                    (Some(option.span), "to be decided"),
                    (policy.span_of("service_first"), "asked here"),
                ],
            ));
        }
    }

    /// A level that is to be served after a wait is one of the file, not of a decision.
    pub(super) fn options_and_waits(&mut self) {
        let mut found = Vec::new();
        self.each("service", |path, service| {
            if service.slot("max_wait_quarters").is_none() {
                return;
            }
            for by in self.added.to(&path.child("committed").to_string()) {
                let message = format!(
                    "`option.{}` cannot add to `{path}.committed` beside `max_wait_quarters`",
                    by.option.id
                );
                found.push(at(
                    Diagnostic::error(CANNOT_ADD, message).with_help(
                        "give the deal a service of its own, with its own commitment and price",
                    ),
                    [
                        (Some(by.added.place), ""),
                        (service.span_of("max_wait_quarters"), "given here"),
                    ],
                ));
            }
        });
        self.found.extend(found);
    }

    /// Whichever options are taken, a service is asked for as much as is promised of it; what they require and exclude aside.
    pub(super) fn options_below_commitment(&mut self) {
        // What is missing may be what raises the demand.
        if self.added.is_in_part {
            return;
        }
        let mut found = Vec::new();
        self.each("service", |path, service| {
            let moves = self.moves(path);
            let (Some(demand), Some(committed)) =
                (service.series("demand"), service.series("committed"))
            else {
                return;
            };
            let worst = |t: usize| Worst::of(demand.values()[t], committed.values()[t], &moves, t);
            // Beyond what rounding leaves of the sums.
            let is_below = |it: &Worst| it.committed - it.demand > 1e-9 * it.size;
            let mut below = self.periods().map(|t| (t, worst(t)));
            let Some((t, worst)) = below.find(|(_, it)| !moves.is_empty() && is_below(it)) else {
                return;
            };
            let with = match worst.by[..] {
                [] => "where no option raises it".to_owned(),
                [only] => format!("with `option.{}`", only.option.id),
                [first, ref more @ ..] => {
                    format!("with `option.{}` and {} more", first.option.id, more.len())
                }
            };
            let message = format!(
                "demand of `{path}` is below its commitment in {} {with}: {} against {}",
                self.quarter(t),
                written(rounded(worst.demand, 12)),
                written(rounded(worst.committed, 12)),
            );
            found.push(at(
                Diagnostic::error("option-below-commitment", message).with_help(
                    "demand includes the contracted part: let the option add to `demand` what it adds to `committed`",
                ),
                [
                    (worst.by.first().map(|it| it.place), "added here"),
                    (demand.origin(t).span, "demand"),
                    (committed.origin(t).span, "commitment"),
                ],
            ));
        });
        self.found.extend(found);
    }

    /// Returns what each option adds to demand and commitment of a service.
    fn moves(&self, service: Path) -> Vec<Moves<'_>> {
        let mut moves: Vec<Moves> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for key in ["demand", "committed"] {
            for by in self.added.to(&service.child(key).to_string()) {
                let at = *known.entry(&by.option.id).or_insert_with(|| {
                    moves.push(Moves::of(by));
                    moves.len() - 1
                });
                let amounts = Some(&by.added.amounts[..]);
                match key {
                    "demand" => moves[at].demand = amounts,
                    _ => moves[at].committed = amounts,
                }
            }
        }
        moves
    }

    /// Options that make no difference. A warning.
    pub(super) fn idle_options(&mut self) {
        let mut found = Vec::new();
        for option in self.root.entities("option") {
            let has_cash = !is_zero_from(&option.table, decided(self.calendar, &option.table));
            if !has_cash && !self.added.is_adding(option) {
                let message = format!("`option.{}` adds nothing and has no cash", option.id);
                found.push(
                    Diagnostic::warning("idle-option", message)
                        .with_label(option.span, "")
                        .with_help("say what it brings under `adds`, or what it costs by `cash`"),
                );
            }
        }
        self.found.extend(found);
    }

    /// Cash that goes on after the horizon without a word of it. A warning.
    pub(super) fn undated_cash(&mut self) {
        let mut found = Vec::new();
        let horizon = self.horizon().len();
        self.each("option", |path: Path, option: &Table| {
            let Some(cash) = option.series("cash") else {
                return;
            };
            let mut tail = horizon..self.periods().len();
            let undated = |t: &usize| cash.values()[*t] != 0.0 && !cash.origin(*t).is_dated;
            if let Some(t) = tail.find(undated) {
                let message = format!(
                    "`{path}.cash` has no dates: it goes on through the tail of {} quarters",
                    self.calendar.horizon.tail_quarters
                );
                found.push(at(
                    Diagnostic::warning("undated-cash", message).with_help(format!(
                        "date it: `{{ from = {{ \"{}\" = .. }} }}` if it goes on, with `\"{}\" = 0` if it ends with the horizon",
                        self.quarter(decided(self.calendar, option)),
                        self.quarter(horizon)
                    )),
                    [(cash.origin(t).span, "")],
                ));
            }
        });
        self.found.extend(found);
    }
}

/// What one option adds to demand and commitment of one service.
struct Moves<'a> {
    option: &'a Entity,
    place: Span,
    demand: Option<&'a [f64]>,
    committed: Option<&'a [f64]>,
}

impl<'a> Moves<'a> {
    fn of(by: &By<'a>) -> Self {
        Self {
            option: by.option,
            place: by.added.place,
            demand: None,
            committed: None,
        }
    }
}

/// Demand and commitment of a service in one quarter, by the selection with the least demand beyond the commitment. Each
/// option counts for itself, so that is each at one of its ends.
struct Worst<'a> {
    demand: f64,
    committed: f64,
    /// How large the numbers are that were summed.
    size: f64,
    /// What brings them together, where it is taken.
    by: Vec<&'a Moves<'a>>,
}

impl<'a> Worst<'a> {
    fn of(demand: f64, committed: f64, moves: &'a [Moves<'a>], t: usize) -> Self {
        let mut worst = Self {
            demand,
            committed,
            size: demand.abs() + committed.abs(),
            by: Vec::new(),
        };
        let of = |amounts: Option<&[f64]>| amounts.map_or(0.0, |amounts| amounts[t]);
        for option in moves {
            let (up, down) = (of(option.demand), of(option.committed));
            let (few, many) = times(&option.option.table);
            let times = if up < down { many } else { few };
            worst.demand += times * up;
            worst.committed += times * down;
            worst.size += times * (up.abs() + down.abs());
            if times > 0.0 && up < down {
                worst.by.push(option);
            }
        }
        worst
    }
}

/// Returns whether an option has no cash from a quarter on.
fn is_zero_from(option: &Table, t: usize) -> bool {
    let cash = option.series("cash");
    cash.is_none_or(|cash| cash.values().iter().skip(t).all(|&value| value == 0.0))
}
