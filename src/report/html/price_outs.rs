//! Why single sales are made or not, and why single customers are not served: statements that unfold.

use maud::{Markup, html};

use crate::explain::{Standing, Why};
use crate::model::Model;
use crate::report::why::statement;

use super::section;

/// Returns one statement: what it is about, and the markup.
#[cfg(feature = "desk")]
pub(super) fn stated(model: &Model, why: &Why) -> (String, String) {
    let about = format!("Why {} ({})", why.price_out.does, standing(why));
    (about, section::blocks(&statement(model, why)).into_string())
}

fn standing(why: &Why) -> &'static str {
    match why.price_out.standing {
        Standing::Done => "done",
        Standing::AtLimit => "done, to its limit",
        Standing::NotDone => "not done",
        Standing::Impossible { .. } => "impossible",
    }
}

/// Returns the statements, each under what it is about.
pub(super) fn unfolding(model: &Model, whys: &[Why]) -> Markup {
    html! {
        @for why in whys {
            @let it = &why.price_out;
            details class="price-out" {
                summary { (it.does) " " span class="standing" { "(" (standing(why)) ")" } }
                (section::blocks(&statement(model, why)))
            }
        }
    }
}
