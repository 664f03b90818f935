//! Calls of `HiGHS`.
#![allow(unsafe_code, reason = "calls of a library in C++")]

use std::ffi::{CStr, c_void};
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::ptr::NonNull;

use highs_sys::{self as c, HighsInt};

use crate::end::{Basis, End, Failure, Optimum, Status};
use crate::looking::{Look, Looking, look};
use crate::options::Options;
use crate::program::Program;

/// An instance of `HiGHS`, destroyed when it is dropped. It is never handed to another thread.
struct Handle(NonNull<c_void>);

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: it was created, and is destroyed once.
        unsafe { c::Highs_destroy(self.0.as_ptr()) };
    }
}

/// Solves the program in this thread. `ask` is asked again and again whether to go on, and the run ends soon after it says no.
///
/// Infinite costs and coefficients, and a row twice in a column, are refused. Bounds from 1e20 on are infinite, and coefficients below
/// 1e-9 are left out: scale first, and check what comes back.
///
/// Where memory runs out in C++, the process ends, as it does in Rust.
///
/// # Panics
/// With the panic of `ask`, after the run has ended.
pub fn run(
    program: &Program,
    options: &Options,
    ask: &mut (dyn FnMut(Look) -> ControlFlow<()> + Send),
) -> Result<End, Failure> {
    if program.is_without_number() {
        return Err(Failure::NotANumber);
    }
    let mut looking = Looking::new(ask);
    let end = Handle::new().and_then(|mut handle| {
        handle.set_options(options)?;
        handle.pass(program)?;
        handle.run(&mut looking)?;
        Ok(handle.end(program, looking.is_stopped))
    });
    if let Some(panic) = looking.panic {
        resume_unwind(panic);
    }
    end
}

/// Fails where a call did.
fn done(status: HighsInt, what: &'static str) -> Result<(), Failure> {
    // A warning is none: of a run it says that it ended before an optimum, which the model status says too.
    if status == c::kHighsStatusError {
        return Err(Failure::Refused(what));
    }
    Ok(())
}

/// Returns a count or an index as `HiGHS` takes it.
fn int(count: usize) -> Result<HighsInt, Failure> {
    HighsInt::try_from(count).map_err(|_| Failure::TooLarge)
}

impl Handle {
    fn new() -> Result<Self, Failure> {
        // SAFETY: it takes nothing.
        let created = unsafe { c::Highs_create() };
        let created = NonNull::new(created).ok_or(Failure::Refused("to begin"))?;
        Ok(Self(created))
    }

    fn set_options(&mut self, options: &Options) -> Result<(), Failure> {
        self.set_bool(c"output_flag", false)?;
        // One thread: then HiGHS starts none, and calls back in this one alone.
        self.set_int(c"threads", 1)?;
        self.set_text(c"parallel", c"off")?;
        self.set_text(c"solver", options.method.option())?;
        self.set_number(c"primal_feasibility_tolerance", options.tolerance)?;
        self.set_number(c"dual_feasibility_tolerance", options.tolerance)?;
        if let Some(limit) = options.time_limit {
            self.set_number(c"time_limit", limit.as_secs_f64())?;
        }
        Ok(())
    }

    fn set_bool(&mut self, option: &'static CStr, value: bool) -> Result<(), Failure> {
        // SAFETY: the instance is alive; the name is a C string, which is only read.
        let status = unsafe {
            c::Highs_setBoolOptionValue(self.0.as_ptr(), option.as_ptr(), HighsInt::from(value))
        };
        done(status, option.to_str().unwrap_or("an option"))
    }

    fn set_int(&mut self, option: &'static CStr, value: HighsInt) -> Result<(), Failure> {
        // SAFETY: as above.
        let status = unsafe { c::Highs_setIntOptionValue(self.0.as_ptr(), option.as_ptr(), value) };
        done(status, option.to_str().unwrap_or("an option"))
    }

    fn set_number(&mut self, option: &'static CStr, value: f64) -> Result<(), Failure> {
        // SAFETY: as above.
        let status =
            unsafe { c::Highs_setDoubleOptionValue(self.0.as_ptr(), option.as_ptr(), value) };
        done(status, option.to_str().unwrap_or("an option"))
    }

    fn set_text(&mut self, option: &'static CStr, value: &CStr) -> Result<(), Failure> {
        // SAFETY: as above; so is the value, of which a copy is made.
        let status = unsafe {
            c::Highs_setStringOptionValue(self.0.as_ptr(), option.as_ptr(), value.as_ptr())
        };
        done(status, option.to_str().unwrap_or("an option"))
    }

    /// Hands the program over.
    fn pass(&mut self, program: &Program) -> Result<(), Failure> {
        let ints = |all: &[usize]| all.iter().map(|&it| int(it)).collect::<Result<Vec<_>, _>>();
        let (starts, rows) = (ints(&program.starts)?, ints(&program.rows)?);
        let (columns, row_count) = (int(program.columns())?, int(program.rows())?);
        let entries = int(rows.len())?;
        // SAFETY: the instance is alive. Arrays are only read, and of the lengths that are said: `Program` keeps one number per
        // column in `cost`, `lower`, `upper` and `starts`, one per row in `row_lower` and `row_upper`, one per entry in `rows` and
        // `values`. HiGHS makes copies.
        let status = unsafe {
            c::Highs_passLp(
                self.0.as_ptr(),
                columns,
                row_count,
                entries,
                c::kHighsMatrixFormatColwise,
                c::kHighsObjSenseMinimize,
                0.0,
                program.cost.as_ptr(),
                program.lower.as_ptr(),
                program.upper.as_ptr(),
                program.row_lower.as_ptr(),
                program.row_upper.as_ptr(),
                starts.as_ptr(),
                rows.as_ptr(),
                program.values.as_ptr(),
            )
        };
        done(status, "the program")?;
        self.pass_whole(program)
    }

    /// Says which columns must be whole.
    fn pass_whole(&mut self, program: &Program) -> Result<(), Failure> {
        if program.whole.is_empty() {
            return Ok(());
        }
        let columns = program.whole.iter().map(|&column| int(column));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let kinds = vec![c::kHighsVarTypeInteger; columns.len()];
        // SAFETY: the instance is alive. Both arrays are only read, and as long as is said; `Program` keeps columns of its own, each
        // once.
        let status = unsafe {
            c::Highs_changeColsIntegralityBySet(
                self.0.as_ptr(),
                int(columns.len())?,
                columns.as_ptr(),
                kinds.as_ptr(),
            )
        };
        done(status, "which columns are whole")?;
        // The best there is, not one near it.
        self.set_number(c"mip_rel_gap", 0.0)
    }

    /// Solves, and asks whether to go on.
    fn run(&mut self, looking: &mut Looking) -> Result<(), Failure> {
        let data = std::ptr::from_mut(looking).cast::<c_void>();
        // SAFETY: the instance is alive. `data` is what `look` takes it for; it is borrowed for this function, after which the
        // instance does not run again. With one thread all calls come from this one, one after the other.
        let status = unsafe { c::Highs_setCallback(self.0.as_ptr(), Some(look), data) };
        done(status, "to ask whether to go on")?;
        for kind in [
            c::kHighsCallbackSimplexInterrupt,
            c::kHighsCallbackIpmInterrupt,
            c::kHighsCallbackMipInterrupt,
        ] {
            // SAFETY: the instance is alive.
            let status = unsafe { c::Highs_startCallback(self.0.as_ptr(), kind) };
            done(status, "to ask whether to go on")?;
        }
        // SAFETY: the instance is alive; what its callback takes is too.
        let status = unsafe { c::Highs_run(self.0.as_ptr()) };
        // Some of the ways in which it ends when it was told to are errors to it.
        if looking.is_stopped {
            return Ok(());
        }
        done(status, "to solve")
    }

    /// Returns how the run ended.
    fn end(&self, program: &Program, is_stopped: bool) -> End {
        if is_stopped {
            return End::Stopped;
        }
        // SAFETY: the instance is alive.
        let status = unsafe { c::Highs_getModelStatus(self.0.as_ptr()) };
        match status {
            c::kHighsModelStatusOptimal if !program.whole.is_empty() => self
                .solution(program)
                .map_or(End::Unknown(status), |(x, _)| End::Whole(x)),
            c::kHighsModelStatusOptimal => self
                .optimum(program)
                .map_or(End::Unknown(status), End::Optimal),
            // There is no column, and HiGHS has not looked at the rows.
            c::kHighsModelStatusModelEmpty => program.without_columns(),
            c::kHighsModelStatusInfeasible => End::Infeasible,
            c::kHighsModelStatusUnbounded => End::Unbounded,
            c::kHighsModelStatusUnboundedOrInfeasible => End::InfeasibleOrUnbounded,
            c::kHighsModelStatusTimeLimit => End::TimeLimit,
            other => End::Unknown(other),
        }
    }

    /// Returns the optimum with its basis, `None` if there are no duals.
    fn optimum(&self, program: &Program) -> Option<Optimum> {
        if self.info(c"dual_solution_status") != Some(c::kHighsSolutionStatusFeasible) {
            return None;
        }
        let (x, dual) = self.solution(program)?;
        let basis = self.basis(program.columns(), program.rows());
        Some(Optimum { x, dual, basis })
    }

    /// Returns the value of each column and the dual of each row, `None` if there is no feasible point. Where columns must be whole
    /// the duals mean nothing.
    fn solution(&self, program: &Program) -> Option<(Vec<f64>, Vec<f64>)> {
        let (columns, rows) = (program.columns(), program.rows());
        if self.info(c"primal_solution_status") != Some(c::kHighsSolutionStatusFeasible) {
            return None;
        }
        let (mut x, mut reduced_cost) = (vec![0.0; columns], vec![0.0; columns]);
        let (mut activity, mut dual) = (vec![0.0; rows], vec![0.0; rows]);
        // SAFETY: the instance is alive; it writes one number per column or row of the program that was handed over, as long as the
        // arrays are.
        let status = unsafe {
            c::Highs_getSolution(
                self.0.as_ptr(),
                x.as_mut_ptr(),
                reduced_cost.as_mut_ptr(),
                activity.as_mut_ptr(),
                dual.as_mut_ptr(),
            )
        };
        done(status, "its point").ok()?;
        Some((x, dual))
    }

    /// Returns the basis, if there is one.
    fn basis(&self, columns: usize, rows: usize) -> Option<Basis> {
        if self.info(c"basis_validity") != Some(c::kHighsBasisValidityValid) {
            return None;
        }
        let mut of_columns = vec![c::kHighsBasisStatusNonbasic; columns];
        let mut of_rows = vec![c::kHighsBasisStatusNonbasic; rows];
        // SAFETY: the instance is alive; a basis has one status per column or row of the program that was handed over, as long as the
        // arrays are.
        let status = unsafe {
            c::Highs_getBasis(
                self.0.as_ptr(),
                of_columns.as_mut_ptr(),
                of_rows.as_mut_ptr(),
            )
        };
        done(status, "its basis").ok()?;
        let named = |all: Vec<HighsInt>| all.into_iter().map(named).collect::<Option<Vec<_>>>();
        let basis = Basis {
            columns: named(of_columns)?,
            rows: named(of_rows)?,
        };
        let all = basis.columns.iter().chain(&basis.rows);
        let basic = all.filter(|status| **status == Status::Basic).count();
        (basic == rows).then_some(basis)
    }

    /// Returns what is known of the run under a name.
    fn info(&self, name: &CStr) -> Option<HighsInt> {
        let mut value = 0;
        // SAFETY: the instance is alive, the name a C string that is only read; one number is written.
        let status =
            unsafe { c::Highs_getIntInfoValue(self.0.as_ptr(), name.as_ptr(), &raw mut value) };
        (status == c::kHighsStatusOk).then_some(value)
    }
}

/// Returns the name of a status.
fn named(status: HighsInt) -> Option<Status> {
    match status {
        c::kHighsBasisStatusBasic => Some(Status::Basic),
        c::kHighsBasisStatusLower => Some(Status::Lower),
        c::kHighsBasisStatusUpper => Some(Status::Upper),
        c::kHighsBasisStatusZero => Some(Status::Free),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_sources() {
        // SAFETY: it takes nothing, and returns a C string that is never freed.
        let version = unsafe { c::Highs_version() };
        // SAFETY: as above.
        let version = unsafe { CStr::from_ptr(version) };
        assert_eq!(version.to_str(), Ok(crate::VERSION));
    }
}
