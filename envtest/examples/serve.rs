//! An API server for other programs: writes its kubeconfig to the file of the first argument, says `ready`, and runs
//! until standard input ends. CRDs are those of the files and folders of the other arguments.

#![expect(clippy::print_stdout, reason = "its output is for other programs")]

use std::error::Error;
use std::io::Read as _;

use kubewright_envtest::Environment;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let kubeconfig = arguments
        .next()
        .ok_or("name the file to write the kubeconfig to")?;
    let environment = arguments
        .fold(Environment::builder(), |builder, path| builder.crd_path(path))
        .start_blocking()?;
    environment.write_kubeconfig(kubeconfig)?;
    println!("ready");
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
