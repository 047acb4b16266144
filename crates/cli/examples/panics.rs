//! Breaks, as no command should: shows what a person sees then. `cargo run -p etude-cli --example panics`

#[path = "../src/panic_report.rs"]
mod panic_report;

fn main() {
    panic_report::install();
    panic!("the hundredth monkey");
}
