//! Is the planted fault the first thing that is told, and does `etude next` name its remedy?
//!
//! Projects with one fault each, and sound ones, run by the `etude` program itself. `cargo xtask bench planted`; a number
//! sets how many project seeds, further words choose projects by what is wrong with them.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

#[path = "../tests/planted/mod.rs"]
mod planted;
#[path = "shared/program.rs"]
mod program;

use std::path::Path;

use planted::{Planted, Run, Said, faulty, say, sound};

fn main() -> Run<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let seeds: u32 = words.first().and_then(|word| word.parse().ok()).unwrap_or(1);
    let chosen: Vec<&String> = words.iter().filter(|word| word.parse::<u32>().is_err()).collect();
    let etude = program::etude().ok_or("build the program first: cargo build --release")?;
    println!("| planted | first finding | remedy named in `next`, step | right |\n|---|---|---|---|");
    let (mut right, mut all) = (0, 0);
    for project in faulty().iter().chain(&sound()) {
        if !chosen.is_empty() && !chosen.iter().any(|word| project.fault.contains(word.as_str())) {
            continue;
        }
        let (found, told) = of_project(&etude, project, seeds)?;
        println!("{told}");
        right += u32::from(found == seeds);
        all += 1;
    }
    println!("\nright in {right} of {all} projects, each with {seeds} seeds");
    Ok(())
}

/// With how many seeds the answer was right, and the row of the table.
fn of_project(etude: &Path, project: &Planted, seeds: u32) -> Run<(u32, String)> {
    let (mut right, mut example) = (0, None::<Said>);
    for seed in 0..seeds {
        let said = say(etude, project, seed)?;
        let is_sound = project.right.is_empty();
        let is_right = said.is_right(project) && (is_sound || said.remedy_at(project).is_some());
        right += u32::from(is_right);
        if example.is_none() || !is_right {
            example = Some(said);
        }
    }
    let said = example.ok_or("no seeds")?;
    let remedy = said.remedy_at(project).map_or_else(|| "–".to_owned(), |step| step.to_string());
    let first =
        said.first.as_ref().map_or_else(|| "none".to_owned(), |rule| format!("{rule} ({})", said.severity));
    if right < seeds {
        println!("    {:?}\n    {:#?}", said.all, said.steps);
    }
    Ok((right, format!("| {} | {first} | {remedy} | {right} of {seeds} |", project.fault)))
}
