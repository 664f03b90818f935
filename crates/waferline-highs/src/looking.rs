//! What `HiGHS` calls to ask whether to go on: no panic gets through it.
#![allow(unsafe_code, reason = "called from C with pointers")]

use std::any::Any;
use std::ffi::{c_char, c_int, c_void};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use highs_sys::{HighsCallbackDataIn, HighsCallbackDataOut, kHighsCallbackIpmInterrupt};

use crate::options::Method;

/// How far a run is when it asks whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// What asks: the simplex method, also where it ends what the interior point method began, and the search for whole columns; or
    /// the interior point method with its crossover.
    pub method: Method,
    /// Its iterations so far; 0 where it does not say.
    pub iterations: usize,
}

/// Asks whether to go on; what came of it.
pub(crate) struct Looking<'a> {
    ask: &'a mut (dyn FnMut(Look) -> ControlFlow<()> + Send),
    /// Whether the run is to end. Nobody is asked again then.
    pub(crate) is_stopped: bool,
    /// What whoever was asked panicked with.
    pub(crate) panic: Option<Box<dyn Any + Send>>,
}

impl<'a> Looking<'a> {
    pub(crate) fn new(ask: &'a mut (dyn FnMut(Look) -> ControlFlow<()> + Send)) -> Self {
        Self {
            ask,
            is_stopped: false,
            panic: None,
        }
    }

    /// Returns whether the run is to end.
    fn stops(&mut self, look: Look) -> bool {
        if !self.is_stopped {
            // After a panic nobody is asked again, so nothing half done is seen.
            match catch_unwind(AssertUnwindSafe(|| (self.ask)(look))) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => self.is_stopped = true,
                Err(panic) => {
                    self.is_stopped = true;
                    self.panic = Some(panic);
                }
            }
        }
        self.is_stopped
    }
}

/// What `HiGHS` calls.
///
/// # Safety
/// `output` and `input` must be null or valid for the call, `input` writable. `looking` must be the [`Looking`] that was handed over
/// beside this function, alive, and used by nobody else during the call.
pub(crate) unsafe extern "C" fn look(
    kind: c_int,
    _message: *const c_char,
    output: *const HighsCallbackDataOut,
    input: *mut HighsCallbackDataIn,
    looking: *mut c_void,
) {
    // SAFETY: null, or valid during the call.
    let output = unsafe { output.as_ref() };
    // SAFETY: null, or valid and writable during the call, and ours alone meanwhile.
    let input = unsafe { input.as_mut() };
    // SAFETY: a `Looking`, alive, and ours alone during the call.
    let looking = unsafe { looking.cast::<Looking>().as_mut() };
    let (Some(output), Some(input), Some(looking)) = (output, input, looking) else {
        return;
    };
    let (method, iterations) = if kind == kHighsCallbackIpmInterrupt {
        (Method::Interior, output.ipm_iteration_count)
    } else {
        (Method::Simplex, output.simplex_iteration_count)
    };
    let look = Look {
        method,
        // -1 where it does not say.
        iterations: usize::try_from(iterations).unwrap_or(0),
    };
    if looking.stops(look) {
        input.user_interrupt = 1;
    }
}
