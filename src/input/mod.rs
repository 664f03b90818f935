//! From text and assignments to [`Model`](crate::model::Model), all findings collected.
