//! What `HiGHS` says through the binding.
//!
//! - `programs`: made-up programs that the others share
//! - `ends`: every way in which a run ends, and what comes back
//! - `stops`: that a run ends when it is told to, with nothing left running

mod ends;
mod programs;
mod stops;
