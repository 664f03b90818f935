//! The page of `waferline desk`, part by part: what is changed on the left, the plan that follows on the right.
//!
//! Each part is markup of its own that is swapped in place; the drawings are those of the report page, with the plan before
//! the changes as dashed lines.

mod answers;
mod changes;
mod ghost;
mod plan;
mod refusal;
mod shell;

pub(crate) use answers::{curve, failure, found, hedge, ranges, scenario_text, whys};
pub(crate) use changes::{
    Choice, Form, NumberOnDesk, OnDesk, ScenarioOnDesk, all_called, called, changes, unit_of,
};
pub(crate) use plan::{Against, Explained, PlanOnDesk};
pub(crate) use refusal::{findings, no_plan, unbounded};
pub(crate) use shell::{Slot, StepsOnDesk, head, notice, page, policy, status};
