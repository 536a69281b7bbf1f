//! Prints the folder that holds etcd and kube-apiserver, after building them if need be.

#![expect(clippy::print_stdout, reason = "its output is for other programs")]

fn main() -> Result<(), kubewright_envtest::Error> {
    println!("{}", kubewright_envtest::Assets::find()?.folder().display());
    Ok(())
}
