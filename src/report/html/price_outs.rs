//! Why single sales are made or not, and why single customers are not served: statements that unfold.

use maud::{Markup, html};

use crate::explain::{Standing, Why};
use crate::model::Model;
use crate::report::why::statement;

use super::section;

/// Returns the statements, each under what it is about.
pub(super) fn unfolding(model: &Model, whys: &[Why]) -> Markup {
    html! {
        @for why in whys {
            @let it = &why.price_out;
            @let standing = match it.standing {
                Standing::Done => "done",
                Standing::AtLimit => "done, to its limit",
                Standing::NotDone => "not done",
                Standing::Impossible { .. } => "impossible",
            };
            details class="price-out" {
                summary { (it.does) " " span class="standing" { "(" (standing) ")" } }
                (section::blocks(&statement(model, why)))
            }
        }
    }
}
