//! How evenly do quasi-random, Halton and random points fill a space, against what is published?
//!
//! The square of the centred L2 discrepancy and the distance from a random place in two of the dimensions to the nearest point,
//! both means over 60 scrambles, in 3 and 6 dimensions; and whether the first 16, 32 and 64 points are stratified. Run with
//! `cargo xtask bench quasi-random`. `tests/spread.rs` holds the figures to the published ones.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

#[path = "../tests/spread_measures/mod.rs"]
mod spread_measures;

use spread_measures::{
    Column, Figures, PUBLISHED, figures, halton_column, quasi_random_column, random_column,
};

const SEQUENCES: [(&str, Column); 3] =
    [("random", random_column), ("halton", halton_column), ("quasi-random", quasi_random_column)];

fn main() {
    println!("discrepancy / distance to the nearest point, published figures in brackets\n");
    println!("| dimensions | points | random | halton | quasi-random |");
    println!("|---|---|---|---|---|");
    for dimensions in [3, 6] {
        for row in &PUBLISHED {
            let published = [row.random, row.halton, row.quasi_random].map(Some);
            let published = if dimensions == 6 { published } else { [None; 3] };
            let cells = SEQUENCES.iter().zip(published);
            let cells: Vec<String> = cells
                .map(|((_, column), known)| shown(figures(*column, dimensions, row.points), known))
                .collect();
            println!("| {dimensions} | {} | {} |", row.points, cells.join(" | "));
        }
    }
    println!("\nintervals of equal length with exactly one point, of 60 dimensions and 10 seeds\n");
    println!("| points | random | halton | quasi-random |");
    println!("|---|---|---|---|");
    for points in [16, 32, 64] {
        let shares = SEQUENCES.map(|(_, column)| format!("{:.4}", stratified_share(column, points)));
        println!("| {points} | {} |", shares.join(" | "));
    }
}

fn shown(found: Figures, published: Option<Figures>) -> String {
    let text = format!("{:.4} / {:.3}", found.discrepancy, found.distance);
    match published {
        Some(Figures { discrepancy, distance }) => format!("{text} ({discrepancy} / {distance})"),
        None => text,
    }
}

/// The share of the intervals, as many as points, that hold exactly one.
fn stratified_share(column: Column, points: usize) -> f64 {
    let (mut alone, mut all) = (0, 0);
    for seed in 0..10 {
        for number in 0..60 {
            let mut counts = vec![0; points];
            for unit in column(seed, number, points) {
                counts[(unit * points as f64) as usize] += 1;
            }
            alone += counts.iter().filter(|count| **count == 1).count();
            all += points;
        }
    }
    alone as f64 / all as f64
}
