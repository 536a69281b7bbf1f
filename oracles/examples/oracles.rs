//! Builds every program that is missing, and prints where it is.

#![expect(clippy::print_stdout, reason = "its output is for people and programs")]

use kubewright_oracles::Tool;

fn main() {
    for tool in Tool::ALL {
        println!("{}", tool.program().display());
    }
}
