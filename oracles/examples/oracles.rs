//! Builds every program that tests need, or those that the arguments name, and prints where it is.

#![expect(clippy::print_stdout, reason = "its output is for people and programs")]

use kubewright_oracles::{Ansible, Tool};

fn main() {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |tool: &&Tool| named.contains(&format!("{tool:?}").to_lowercase());
    match named.is_empty() {
        true => {
            println!("{}", Ansible::installed().runner().display());
            Tool::ALL.iter().for_each(print);
        }
        false => {
            if named.iter().any(|name| name == "ansible") {
                println!("{}", Ansible::installed().runner().display());
            }
            Tool::ALL.iter().chain(Tool::PEERS).filter(wanted).for_each(print);
        }
    }
}

fn print(tool: &Tool) {
    println!("{}", tool.program().display());
}
