//! How cells of sheets for people look.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// The most characters of a cell, less what escapes may add.
const LONGEST: usize = 30_000;

/// Letters in points.
pub(super) const SIZE: f64 = 10.0;
const TITLE: f64 = 16.0;
const SECTION: f64 = 12.0;

const INK: u32 = 0x001F_2937;
const QUIET: u32 = 0x004B_5563;
const SHADE: u32 = 0x00E5_EBF2;
const RULE: u32 = 0x009C_A3AF;

/// The colors of what a chart shows, one after the other.
pub(super) const COLORS: [u32; 8] = [
    0x001F_4E79,
    0x00D9_822B,
    0x004C_9A6A,
    0x008E_6BBF,
    0x00C7_4B50,
    0x0041_A6B5,
    0x00B8_9B2E,
    0x0080_8890,
];

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Title,
    Section,
    Words,
    Heading { is_number: bool, indent: bool },
    Group,
    Label { is_total: bool, indent: bool },
    Cell { is_total: bool, is_number: bool },
}

impl Look {
    /// Returns the format; `number` is how a number is written.
    pub fn format(self, number: Option<&str>) -> Format {
        let plain = Format::new().set_font_size(SIZE).set_font_color(INK);
        let plain = plain.set_align(FormatAlign::Top);
        let total = |format: Format, is_total: bool| {
            if is_total {
                format
                    .set_bold()
                    .set_border_top(FormatBorder::Thin)
                    .set_border_top_color(RULE)
            } else {
                format
            }
        };
        let format = match self {
            Self::Title => plain.set_font_size(TITLE).set_bold(),
            Self::Section => plain
                .set_font_size(SECTION)
                .set_bold()
                .set_align(FormatAlign::Bottom)
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(RULE),
            Self::Words => plain.set_text_wrap(),
            Self::Heading { is_number, indent } => {
                let indent = u8::from(indent);
                let align = if is_number {
                    FormatAlign::Right
                } else {
                    FormatAlign::Left
                };
                plain
                    .set_bold()
                    .set_font_color(QUIET)
                    .set_background_color(SHADE)
                    .set_text_wrap()
                    .set_align(align)
                    .set_align(FormatAlign::Bottom)
                    .set_indent(indent)
            }
            Self::Group => plain.set_bold(),
            Self::Label { is_total, indent } => {
                let label = plain.set_text_wrap().set_indent(u8::from(indent));
                total(label, is_total)
            }
            Self::Cell {
                is_total,
                is_number,
            } => {
                let cell = if is_number {
                    plain.set_align(FormatAlign::Right)
                } else {
                    let cell = plain.set_text_wrap().set_align(FormatAlign::Left);
                    cell.set_indent(1)
                };
                total(cell, is_total)
            }
        };
        match number {
            Some(number) => format.set_num_format(number),
            None => format,
        }
    }
}

/// Returns a text that a cell can hold.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}..", &text[..end])),
    }
}

/// Returns the number format by which a number looks as it does in the other reports: `1,306` of 1.306 billion, in millions.
///
/// What is no plain number there, such as `<0.01` or `-` for nothing, is shown as it is.
pub(super) fn as_shown(shown: &str, unit: f64) -> String {
    let (number, percent) = match shown.strip_suffix('%') {
        Some(number) => (number, "%"),
        None => (shown, ""),
    };
    let digits = number.replace(',', "");
    if digits.parse::<f64>().is_err() {
        let quoted = format!("\"{}\"", shown.replace('"', "'"));
        return format!("{quoted};{quoted};{quoted}");
    }
    let decimals = digits
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let point = if decimals > 0 { "." } else { "" };
    let thousands = match unit {
        billions if billions >= 1e9 => ",,,",
        millions if millions >= 1e6 => ",,",
        thousands if thousands >= 1e3 => ",",
        _ => "",
    };
    format!("#,##0{point}{}{thousands}{percent}", "0".repeat(decimals))
}

#[cfg(test)]
mod tests {
    use super::as_shown;

    #[test]
    fn numbers_look_as_in_other_reports() {
        let formats = [
            ("1,306", 1e6),
            ("-0.4", 1e6),
            ("33.25", 1.0),
            ("95%", 1.0),
            ("0.3%", 1.0),
        ];
        let formats = formats.map(|(shown, unit)| as_shown(shown, unit));
        assert_eq!(
            formats,
            ["#,##0,,", "#,##0.0,,", "#,##0.00", "#,##0%", "#,##0.0%"]
        );
        assert_eq!(as_shown("-", 1.0), r#""-";"-";"-""#);
        assert_eq!(as_shown("<0.1%", 1.0), r#""<0.1%";"<0.1%";"<0.1%""#);
    }
}
