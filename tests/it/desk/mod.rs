//! The desk from outside: what is changed is what other commands are told, nothing is lost, nobody else comes in.

mod kept;
mod safe;
mod served;
mod shown;
