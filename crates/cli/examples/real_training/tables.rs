//! The tables of what was measured so far.

use std::path::Path;

use crate::Failure;
use crate::feature::FEATURES;
use crate::rows::{Row, Rows};

/// Prints a table for each part that has rows.
pub(crate) fn print(folder: &Path) -> Result<(), Failure> {
    nothing(folder)?;
    features(folder)?;
    published(folder)
}

/// `3 of 40`, with a 95 % interval by Wilson.
fn share(count: usize, of: usize) -> String {
    if of == 0 {
        return "-".into();
    }
    let (n, z2) = (of as f64, 1.96_f64.powi(2));
    let p = count as f64 / n;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = (z2 * (p * (1.0 - p) / n + z2 / (4.0 * n * n))).sqrt() / (1.0 + z2 / n);
    format!(
        "{count} of {of} [{:.0} %, {:.0} %]",
        100.0 * (middle - half).max(0.0),
        100.0 * (middle + half).min(1.0)
    )
}

fn mean(rows: &[&Row], of: impl Fn(&Row) -> f64) -> f64 {
    rows.iter().map(|row| of(row)).fold(0.0, |sum, value| sum + value) / rows.len().max(1) as f64
}

fn decided(rows: &[&Row], decision: &str) -> usize {
    rows.iter().filter(|row| row.decision == decision).count()
}

fn nothing(folder: &Path) -> Result<(), Failure> {
    println!("\n## Both values train the same\n");
    println!(
        "| trials a value | adopted | about the value | inconclusive | mean pairs | mean trainings | mean seconds |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (part, trials) in [("a-a", 16), ("one-comparison", 1)] {
        let rows = Rows::open(folder, part)?;
        let rows: Vec<&Row> = rows.all().iter().collect();
        let about_value =
            rows.iter().filter(|row| row.scope.as_deref().is_some_and(|scope| scope != "point"));
        println!(
            "| {trials} | {} | {} | {} | {:.1} | {:.0} | {:.0} |",
            share(decided(&rows, "adopt"), rows.len()),
            if trials == 1 { "-".into() } else { about_value.count().to_string() },
            decided(&rows, "inconclusive"),
            mean(&rows, |row| f64::from(row.pairs)),
            mean(&rows, |row| f64::from(row.trainings)),
            mean(&rows, |row| row.seconds)
        );
        for row in rows.iter().filter(|row| row.decision == "adopt") {
            println!(
                "\nAdopted in round {} of {part}: gain {:+.4} in {} pairs, {:+.4} on unused seeds.",
                row.seed,
                row.gain.unwrap_or(f64::NAN),
                row.pairs,
                row.gain_on_unused.unwrap_or(f64::NAN)
            );
        }
    }
    Ok(())
}

fn features(folder: &Path) -> Result<(), Failure> {
    let all = Rows::open(folder, "features")?;
    println!("\n## Features that help, 8 trials a value\n");
    println!("| in place, and asked for | right | right sign | mean gain | mean pairs | mean trainings |");
    println!("|---|---|---|---|---|---|");
    for feature in &FEATURES {
        for now in [feature.worse, feature.better] {
            let name = feature.rounds(now);
            let rows: Vec<&Row> = all.all().iter().filter(|row| row.name == name).collect();
            let adopted = decided(&rows, "adopt");
            let is_gain = now == feature.worse;
            let right = if is_gain { adopted } else { rows.len() - adopted };
            let sign = rows.iter().filter(|row| row.gain.is_none_or(|gain| (gain > 0.0) == is_gain)).count();
            let gains: Vec<f64> = rows.iter().filter_map(|row| row.gain).collect();
            println!(
                "| {name} | {} | {sign} of {} | {:+.4} | {:.1} | {:.0} |",
                share(right, rows.len()),
                rows.len(),
                gains.iter().sum::<f64>() / gains.len().max(1) as f64,
                mean(&rows, |row| f64::from(row.pairs)),
                mean(&rows, |row| f64::from(row.trainings))
            );
        }
    }
    Ok(())
}

fn published(folder: &Path) -> Result<(), Failure> {
    let rows = Rows::open(folder, "published")?;
    println!("\n## Five more trainings of each candidate, with unused seeds\n");
    println!("| space | decision | one more falls in | trainings within | without a score |");
    println!("|---|---|---|---|---|");
    let (mut within, mut all) = (0, 0);
    for row in rows.all() {
        let Some((low, high)) = row.one_more else { continue };
        let scores: Vec<f64> = row.retrained.iter().copied().flatten().collect();
        let inside = scores.iter().filter(|score| low <= **score && **score <= high).count();
        within += inside;
        all += row.retrained.len();
        println!(
            "| {} | {} | {low:.4} to {high:.4} | {inside} of {} | {} |",
            row.name,
            row.decision,
            row.retrained.len(),
            row.retrained.len() - scores.len()
        );
    }
    println!("\nWithin: {}.", share(within, all));
    Ok(())
}
