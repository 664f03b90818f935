//! What two models differ in, what their best plans do differently, and where the difference of the margins comes from.

mod align;
mod between;
mod bridge;
mod inputs;
mod orders;
mod sample;

pub use bridge::{Bridge, BridgeLine, BridgeMethod, bridge};
pub use inputs::{Changed, InputChange, InputRun, InputValue, input_changes};
