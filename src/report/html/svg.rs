//! A curve as a file of its own: a drawing that loads nothing, light or dark as its reader is.

use maud::{PreEscaped, html};

use crate::explain::Curve;
use crate::model::Model;
use crate::report::explain::words::Words;
use crate::report::names::Names;
use crate::report::title;

use super::curves;
use super::draw::WIDE;

const COLORS: &str = include_str!("colors.css");
const STYLE: &str = "svg { background: var(--paper); fill: var(--ink); font: 13px system-ui, 'Segoe UI', Roboto, \
                     'Helvetica Neue', Arial, sans-serif; } .title { font-weight: 600; font-size: 15px; } .says { fill: var(--soft); }";

/// How high the drawing is, how much room there is around it, and how high a line of text is.
const HIGH: f64 = 400.0;
const AROUND: f64 = 20.0;
const LINE: f64 = 19.0;
/// How many letters a line has room for.
const LETTERS: usize = 104;

/// Returns the curve as SVG, with what it shows in words above it; without points there are only words.
#[must_use]
pub fn curve_svg(model: &Model, curve: &Curve) -> String {
    let names = Names::of(model);
    let words = Words::of(model, &names);
    let Some(figure) = curves::figure(&words, curve, "curve", (WIDE, HIGH)) else {
        return html! { svg xmlns="http://www.w3.org/2000/svg" { title { (title(model)) } } }
            .into_string()
            + "\n";
    };
    let mut lines = vec![("title", format!("{}: {}", title(model), figure.title))];
    lines.extend(broken(&figure.says).into_iter().map(|line| ("says", line)));
    lines.push(("says", "Dashed: today.".to_owned()));
    let above = AROUND + LINE * lines.len() as f64;
    let (width, height) = (WIDE + 2.0 * AROUND, above + HIGH + AROUND);
    let drawing = html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) {
            title { (figure.title) }
            desc { (figure.says) }
            style { (PreEscaped(COLORS)) (PreEscaped(STYLE)) }
            @for (at, (class, line)) in lines.iter().enumerate() {
                text class=(class) x=(AROUND) y=(AROUND + LINE * (at as f64 + 0.7)) { (line) }
            }
            // Drawn by kuva, which escapes what it is given.
            g transform={ "translate(" (AROUND) " " (above) ")" } { (PreEscaped(&figure.wide.content)) }
        }
    };
    drawing.into_string() + "\n"
}

/// Returns words in lines.
fn broken(words: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LETTERS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
