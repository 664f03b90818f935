//! How a sheet is printed: A4 landscape, with who, what and when at the edges.

use rust_xlsxwriter::Worksheet;

/// A4.
const PAPER: u8 = 9;
/// Margins in inches: left and right, top, bottom, header and footer.
const SIDES: f64 = 0.5;
const TOP: f64 = 0.8;
const BOTTOM: f64 = 0.7;
const EDGE: f64 = 0.35;
/// What is left of A4 landscape between the margins, in points.
pub(super) const WIDTH: f64 = 841.9 - 2.0 * SIDES * 72.0;
pub(super) const HEIGHT: f64 = 595.3 - (TOP + BOTTOM) * 72.0;
/// A header has 255 characters, with the codes around each part.
const LONGEST: usize = 100;

/// Sets paper, margins, header and footer.
pub(super) fn set_up(sheet: &mut Worksheet, header: &str) {
    sheet.set_landscape().set_paper_size(PAPER);
    sheet.set_margins(SIDES, SIDES, TOP, BOTTOM, EDGE, EDGE);
    sheet.set_header(header);
    sheet.set_footer(format!(
        "&L&9waferline {}&C&9printed &D&R&9page &P of &N",
        env!("CARGO_PKG_VERSION")
    ));
}

/// Returns a header: the model on the left, the sheet in the middle, the scenario on the right.
pub(super) fn header(model: &str, scenario: &str) -> String {
    format!("&L&9{}&C&9&A&R&9{}", plain(model), plain(scenario))
}

/// Returns a text without codes, cut to what there is room for. A blank keeps a digit from being read as a size of letters.
fn plain(text: &str) -> String {
    let text = crate::printable::one_line(text);
    let mut cut: String = text.chars().take(LONGEST).collect();
    if cut.len() < text.len() {
        cut.push_str("..");
    }
    let blank = if cut.starts_with(|c: char| c.is_ascii_digit()) {
        " "
    } else {
        ""
    };
    format!("{blank}{}", cut.replace('&', "&&"))
}
