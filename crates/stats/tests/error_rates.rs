//! Simulated error rates: every rule that decides something shows how often it is wrong, with the seed in the
//! test.
//!
//! `cargo test -p etude-stats --test error_rates -- --nocapture` prints the figures with Wilson intervals.

use etude_stats::edge::{median_rank_test, odd_top_count};
use etude_stats::group_sequential::{Decision, EarlierVariance, OverallError, Plan};
use etude_stats::proportion::wilson;
use etude_stats::random::Random;
use etude_stats::ranks::unit_ranks;
use etude_stats::replicates::Variance;

const PATHS: u32 = 20_000;

type Noise = fn(&mut Random) -> f64;

/// The noises under which the plan must keep its word, each symmetric about 0.
const NOISES: [(&str, Noise); 3] = [
    ("normal", Random::normal),
    ("Student's t, 3 degrees", |random| random.student_t(3)),
    ("10 % outliers, 5 times wider", |random| random.contaminated_normal(0.1, 5.0)),
];

/// How many of the paths ended which way, and after how many pairs on average.
#[derive(Default)]
struct Tally {
    adopted: u32,
    kept: u32,
    covered: u32,
    pairs: u32,
}

impl Tally {
    fn share(count: u32) -> f64 {
        f64::from(count) / f64::from(PATHS)
    }
}

fn simulate(plan: &Plan, noise: Noise, gain: f64, margin: f64, seed: u64) -> Tally {
    let mut random = Random::new(seed);
    let mut tally = Tally::default();
    for _ in 0..PATHS {
        let differences: Vec<f64> = (0..20).map(|_| gain + noise(&mut random)).collect();
        let look = match plan.decide(&differences, margin).expect("valid") {
            Decision::Adopt(look) => {
                tally.adopted += 1;
                look
            }
            Decision::Keep(look) => {
                tally.kept += 1;
                look
            }
            Decision::Inconclusive(look) => look,
            Decision::Continue { .. } => panic!("20 pairs reach the last look"),
        };
        tally.pairs += look.pairs;
        tally.covered += u32::from(look.interval.contains(gain));
    }
    tally
}

/// A share of the paths with its 95 % interval, to be printed.
fn share_line(what: &str, count: u32) -> String {
    let interval = wilson(u64::from(count), u64::from(PATHS), 0.95).expect("valid");
    format!("{what}: {:.4} [{:.4}, {:.4}]", Tally::share(count), interval.low, interval.high)
}

#[test]
fn no_gain_is_adopted_as_rarely_as_promised() {
    for (overall, limit) in [(OverallError::FivePercent, 0.055), (OverallError::TenPercent, 0.105)] {
        for (index, (name, noise)) in NOISES.into_iter().enumerate() {
            let tally = simulate(&Plan::new(overall), noise, 0.0, 0.0, 100 + index as u64);
            println!("{}", share_line(&format!("no gain, {overall:?}, {name}, adopted"), tally.adopted));
            assert!(Tally::share(tally.adopted) <= limit);
            assert!(Tally::share(tally.kept) <= limit, "the mirrored error");
        }
    }
}

/// A quantile a look and path takes its time.
const POOLED_PATHS: u32 = 6_000;

/// Methods 1a: pooled with an earlier variance the plan keeps its word, also where that has few degrees of freedom; and it
/// errs little more where the earlier one was a quarter of the true one.
#[test]
fn no_gain_is_adopted_as_rarely_with_an_earlier_variance() {
    for (index, (name, noise)) in NOISES.into_iter().enumerate() {
        for (degrees, scale) in [(8, 1.0), (36, 1.0), (8, 0.5), (36, 0.5)] {
            let mut random = Random::new(700 + index as u64);
            let (mut adopted, mut pairs) = (0, 0);
            for _ in 0..POOLED_PATHS {
                let squares: f64 = (0..degrees).map(|_| (scale * noise(&mut random)).powi(2)).sum();
                let known = Variance { variance: squares / f64::from(degrees), degrees };
                let plan = Plan::new(OverallError::FivePercent);
                let plan = plan.with_earlier(EarlierVariance { known, level: 0.0155 }).expect("valid");
                let differences: Vec<f64> = (0..20).map(|_| noise(&mut random)).collect();
                match plan.decide(&differences, 0.0).expect("valid") {
                    Decision::Adopt(look) => {
                        adopted += 1;
                        pairs += look.pairs;
                    }
                    Decision::Keep(look) | Decision::Inconclusive(look) => pairs += look.pairs,
                    Decision::Continue { .. } => panic!("20 pairs reach the last look"),
                }
            }
            let mean = f64::from(pairs) / f64::from(POOLED_PATHS);
            let what = format!("earlier variance, {degrees} degrees, scale {scale}, {name}, {mean:.1} pairs");
            let share = f64::from(adopted) / f64::from(POOLED_PATHS);
            println!("{what}: adopted {share:.4}");
            let limit = if scale < 1.0 { 0.09 } else { 0.055 };
            assert!(share <= limit, "{what}");
        }
    }
}

/// What it is for: a gain is seen with fewer pairs.
#[test]
fn an_earlier_variance_saves_pairs() {
    let known = Variance { variance: 1.0, degrees: 24 };
    for (gain, saved_at_least) in [(1.0, 0.5), (2.0, 0.8), (3.0, 0.8)] {
        let plain = Plan::new(OverallError::FivePercent);
        let pooled = plain.clone().with_earlier(EarlierVariance { known, level: 0.0155 }).expect("valid");
        let tallies = [plain, pooled].map(|plan| simulate(&plan, Random::normal, gain, 0.5, 800));
        let [plain, pooled] = tallies.map(|tally| f64::from(tally.pairs) / f64::from(PATHS));
        println!("gain of {gain} sd: {plain:.2} pairs, with an earlier variance {pooled:.2}");
        assert!(plain - pooled >= saved_at_least, "{plain} {pooled}");
    }
}

#[test]
fn a_gain_of_exactly_the_margin_is_kept_out_as_rarely_as_promised() {
    for (index, (name, noise)) in NOISES.into_iter().enumerate() {
        let tally = simulate(&Plan::new(OverallError::FivePercent), noise, 0.5, 0.5, 200 + index as u64);
        println!("{}", share_line(&format!("gain = margin, {name}, kept"), tally.kept));
        assert!(Tally::share(tally.kept) <= 0.055);
    }
}

#[test]
fn a_gain_of_two_sd_is_adopted_within_six_pairs() {
    for (overall, pairs_at_most) in [(OverallError::FivePercent, 6.0), (OverallError::TenPercent, 5.0)] {
        let tally = simulate(&Plan::new(overall), Random::normal, 2.0, 0.5, 300);
        let pairs = f64::from(tally.pairs) / f64::from(PATHS);
        println!(
            "{}",
            share_line(
                &format!("gain of 2 sd, {overall:?}, {pairs:.2} pairs on average, adopted"),
                tally.adopted
            )
        );
        assert!(Tally::share(tally.adopted) >= 0.98);
        assert!(pairs < pairs_at_most);
    }
}

#[test]
fn the_interval_holds_the_gain_wherever_the_plan_stops() {
    for (overall, coverage) in [(OverallError::FivePercent, 0.90), (OverallError::TenPercent, 0.80)] {
        for gain in [0.0, 0.5, 1.0, 2.0] {
            let tally = simulate(&Plan::new(overall), Random::normal, gain, 0.5, 400);
            println!(
                "{}",
                share_line(&format!("interval at the stop, {overall:?}, gain {gain}, covers"), tally.covered)
            );
            assert!(Tally::share(tally.covered) >= coverage);
        }
    }
}

/// How often an axis that does not matter is flagged at its high end: median above 0.85 and p <= 0.05.
fn null_flags(n: usize, seed: u64) -> u32 {
    let mut random = Random::new(seed);
    let mut flags = 0;
    let top = odd_top_count(n).expect("three or more");
    for _ in 0..PATHS {
        // Independent of the result, so any `top` of the positions are as good as the best ones.
        let positions: Vec<f64> = (0..n).map(|_| random.uniform()).collect();
        let ranks = unit_ranks(&positions).expect("finite");
        let test = median_rank_test(&ranks[..top]).expect("odd and in range");
        flags += u32::from(test.median > 0.85 && test.p_high <= 0.05);
    }
    flags
}

#[test]
fn an_axis_that_does_not_matter_is_rarely_flagged() {
    for (n, limit) in [(20, 0.06), (50, 0.02), (70, 0.02), (100, 0.02)] {
        let flags = null_flags(n, 500 + n as u64);
        println!("{}", share_line(&format!("irrelevant axis flagged at one end, n = {n}"), flags));
        assert!(Tally::share(flags) <= limit);
    }
}

#[test]
fn the_median_of_uniforms_passes_085_as_often_as_published() {
    for (count, expected) in [(3, 0.061), (5, 0.027), (7, 0.012)] {
        let mut random = Random::new(600 + count);
        let mut above = 0;
        for _ in 0..PATHS {
            let uniforms: Vec<f64> = (0..count).map(|_| random.uniform().max(f64::MIN_POSITIVE)).collect();
            above += u32::from(median_rank_test(&uniforms).expect("odd and in range").median > 0.85);
        }
        println!("{}", share_line(&format!("median of {count} uniforms above 0.85"), above));
        assert!((Tally::share(above) - expected).abs() < 0.005);
    }
}
