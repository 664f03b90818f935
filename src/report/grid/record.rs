//! Rows as they are written down, tuples, as cells.

use std::borrow::Cow;

use crate::model::{Address, FieldPath};
use crate::plan::Line;
use crate::quarter::Quarter;

use super::Cell;

/// A row.
pub trait Record {
    /// Returns the cells in their order.
    fn cells(self) -> Vec<Cell>;
}

macro_rules! record {
    ($($name:ident)+) => {
        impl<$($name: Into<Cell>),+> Record for ($($name,)+) {
            #[allow(non_snake_case)]
            fn cells(self) -> Vec<Cell> {
                let ($($name,)+) = self;
                vec![$($name.into()),+]
            }
        }
    };
}
record!(A);
record!(A B);
record!(A B C);
record!(A B C D);
record!(A B C D E);
record!(A B C D E F);
record!(A B C D E F G);
record!(A B C D E F G H);
record!(A B C D E F G H I);
record!(A B C D E F G H I J);
record!(A B C D E F G H I J K L);

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&Option<String>> for Cell {
    fn from(text: &Option<String>) -> Self {
        text.as_ref().map_or(Self::Empty, Self::from)
    }
}

impl From<Quarter> for Cell {
    fn from(quarter: Quarter) -> Self {
        Self::from(quarter.to_string())
    }
}

impl From<&FieldPath> for Cell {
    fn from(path: &FieldPath) -> Self {
        Self::from(path.to_string())
    }
}

impl From<&Address> for Cell {
    fn from(address: &Address) -> Self {
        Self::from(address.to_string())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&f64> for Cell {
    fn from(number: &f64) -> Self {
        Self::Number(*number)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Line> for Cell {
    fn from(line: Line) -> Self {
        Self::of_word(line)
    }
}

impl Cell {
    /// Returns the word that JSON has for a value that is one of several words.
    pub(crate) fn of_word(value: impl serde::Serialize) -> Self {
        let word = serde_json::to_value(value).ok();
        let word = word.as_ref().and_then(serde_json::Value::as_str);
        word.map_or(Self::Empty, Self::from)
    }
}
